package letter

import "testing"

func TestFootersThatProgramsAdd(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]string{
		"sv": {"Skickat från min iPhone", "Skickat från min iPad", "Skickat från min Samsung Galaxy-smartphone.", "Skickat från Outlook för iOS", "Hämta Outlook för iOS<https://aka.ms/o0ukef>",
			"Hämta Outlook för Android", "Skaffa Outlook för Android", "Skickat från E-post för Windows", "Skickat från Yahoo Mail för iPhone", "Skickat från mobilen", "Skickat från min surfplatta",
			"Skickat med Proton Mail säker e-post.", "Skickat från Proton Mail för Android", "Skickat från min Huawei-mobil", "Skickat från min mobil", "Skickat från min Galaxy"},
		"en": {"Sent from my iPhone", "Sent from my iPad", "Sent from my Galaxy", "Sent from my Samsung Galaxy smartphone.", "Sent from Outlook for iOS", "Get Outlook for iOS<https://aka.ms/o0ukef>",
			"Get Outlook for Android", "Sent from Mail for Windows 10", "Sent from Mail for Windows", "Sent from Yahoo Mail on Android", "Sent from Yahoo Mail for iPhone", "Sent with Proton Mail secure email.",
			"Sent from Proton Mail for iOS.", "Sent from Proton Mail Android", "Sent from my Android device with K-9 Mail. Please excuse my brevity.", "Sent from my mobile", "Sent from my BlackBerry 10 smartphone.",
			"Sent from Samsung Mobile", "Sent from a mobile device", "Sent from Gmail Mobile", "Sent via the Samsung Galaxy S22 5G, an AT&T 5G smartphone", "Sent from my Windows Phone", "Sent from Spark", "Sent from my Pixel"},
		"de": {"Von meinem iPhone gesendet", "Gesendet von meinem iPhone", "Von meinem iPad gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Von meinem Samsung Gerät gesendet.", "Gesendet von Outlook für iOS",
			"Outlook für iOS beziehen", "Holen Sie sich Outlook für iOS", "Outlook für Android herunterladen", "Gesendet von Mail für Windows", "Gesendet mit der GMX Mail App", "Gesendet mit der WEB.DE Mail App",
			"Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Gesendet mit Proton Mail sicherer E-Mail.", "Von meinem Mobiltelefon gesendet",
			"Von meinem Huawei-Mobiltelefon gesendet", "Gesendet von unterwegs", "Gesendet aus der freenet Mail App", "Gesendet von Yahoo Mail auf Android"},
		"no": {"Sendt fra min iPhone", "Sendt fra min iPad", "Sendt fra min Samsung Galaxy-smarttelefon.", "Sendt fra Outlook for iOS", "Skaff deg Outlook for iOS", "Få Outlook for iOS", "Hent Outlook for Android",
			"Sendt fra E-post for Windows", "Sendt fra mobilen", "Sendt fra min mobil", "Sendt fra Yahoo Mail for iPhone", "Sendt med Proton Mail sikker e-post.", "Sendt fra min Android"},
		"da": {"Sendt fra min iPhone", "Sendt fra min iPad", "Sendt fra min Samsung Galaxy-smartphone.", "Sendt fra Outlook til iOS", "Hent Outlook til iOS", "Få Outlook til Android", "Sendt fra Mail til Windows",
			"Sendt fra min mobil", "Sendt fra Yahoo Mail på Android", "Sendt med Proton Mail sikker e-mail.", "Sendt fra min Huawei"},
		"fi": {"Lähetetty iPhonesta", "Lähetetty iPadista", "Lähetetty Samsung Galaxy -älypuhelimesta.", "Lähetetty Outlook for Androidista", "Hanki Outlook for iOS", "Hanki Outlook for Android", "Lähetetty Windowsin Sähköpostista",
			"Lähetetty puhelimesta", "Lähetetty Androidin Yahoo Maililla", "Lähetetty Proton Mail suojatulla sähköpostilla.", "Lähetetty Huawei-puhelimestani", "Lähetetty kännykästä", "Lähetetty laitteesta iPhone"},
	} {
		g := tongues[name]
		for _, f := range list {
			wantParts(t, reply{g.reply, []string{New, g.thanks + "\n\n", Signature, f + "\n"}})
			wantParts(t, reply{g.reply, []string{New, g.thanks + "\n\n", Signature, f + "\n\n", Quote, g.gmail + "\n\n> " + g.hello + "\n"}})
		}
	}
}

func TestLettersPassedOn(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]string{
		"sv": {"---------- Vidarebefordrat meddelande ---------", "---------- Forwarded message ---------", "-------- Vidarebefordrat meddelande --------", "Vidarebefordrat brev:", "Börjar vidarebefordrat brev:",
			"----- Vidarebefordrat meddelande -----", "------- Vidarebefordrat meddelande -------", "Vidarebefordrat meddelande:", "Början på vidarebefordrat meddelande:", "> Vidarebefordrat brev:"},
		"en": {"---------- Forwarded message ----------", "-------- Forwarded Message --------", "Begin forwarded message:", "----- Forwarded Message -----", "------- Forwarded Message -------", "---------- Forwarded message ---------",
			"> Begin forwarded message:", "----- Forwarded message from Axsensor <support@axsensor.example> -----", "Forwarded message:"},
		"de": {"---------- Weitergeleitete Nachricht ---------", "---------- Forwarded message ---------", "-------- Weitergeleitete Nachricht --------", "Anfang der weitergeleiteten Nachricht:", "----- Weitergeleitete Nachricht -----",
			"Anfang der weitergeleiteten E-Mail:", "----- Weitergeleitet von Bo Prüfer/Provbolag am 23.11.2026 08:10 -----"},
		"no": {"---------- Videresendt melding ---------", "---------- Forwarded message ---------", "-------- Videresendt melding --------", "Start på videresendt melding:", "Videresendt melding:", "----- Videresendt melding -----", "Begynnelse på videresendt melding:"},
		"da": {"---------- Videresendt meddelelse ---------", "---------- Forwarded message ---------", "-------- Videresendt besked --------", "-------- Videresendt meddelelse --------", "Start på videresendt besked:", "Start på videresendt meddelelse:", "----- Videresendt meddelelse -----"},
		"fi": {"---------- Välitetty viesti ---------", "---------- Forwarded message ---------", "-------- Välitetty viesti --------", "-------- Edelleenlähetetty viesti --------", "Välitetty viesti alkaa:", "----- Välitetty viesti -----", "Alkaa välitetty viesti:", "Edelleen lähetetty viesti alkaa:"},
	} {
		g := tongues[name]
		for _, f := range list {
			mark := ""
			if f[0] == '>' {
				mark = "> "
			}
			body := f + "\n"
			for _, l := range append(append([]string{""}, g.outlook[:]...), "", g.hello) {
				body += mark + l + "\n"
			}
			for _, subject := range []string{g.pass, "Fwd: E-47", "E-47"} {
				wantParts(t, reply{subject, []string{New, g.thanks + "\n\n", Forward, body}})
				wantParts(t, reply{subject, []string{Forward, body}})
			}
		}
		for _, subject := range []string{g.pass, "Fwd: E-47", "FW: E-47"} { // Outlook writes no word of it
			body := "Från: Axsensor <support@axsensor.example>\nSkickat: den 23 november 2026 08:10\nTill: Karin\nÄmne: E-47\n\n" + g.hello + "\n"
			if subject != "VS: E-47" {
				wantParts(t, reply{subject, []string{New, g.thanks + "\n\n", Forward, body}})
			}
		}
	}
}
