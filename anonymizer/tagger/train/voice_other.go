package main

func english() voice {
	return voice{
		lang: "en",
		greetings: []string{"Hi!", "Hi {f},", "Hello {f},", "Dear {f},", "Dear Mr {l},", "Dear Ms. {l},", "Dear {F},", "Hi all,", "Hello,", "Good morning {f},", "{f},", "Hi there,", "Dear support team,", "Hi {f} and {f},", "Hey {f}", "To: {F}",
			"Hi {p},", "Gentlemen,"},
		closings: []string{"Regards,\n{F}", "Best regards\n{f}", "Kind regards,\n\n{F}", "Thanks,\n{f}", "Thanks! {f}", "Cheers, {f}", "Cheers\n{f}", "Best,\n{f}", "Sincerely,\n{F}", "BR {f}", "-{f}", "- {F}", "Regards", "Many thanks", "Thanks in advance, {f}", "{f}", "/{f}",
			"Kind regards {p}", "Best regards\n{F}\n{o}", "Thx {f}"},
		people: []string{
			"I talked to {f} yesterday.", "{f} installed the sensor in March.", "Can {f} call me?", "It was {F} who ordered it.", "My name is {F} and I work at {o}.", "My name is {f}.", "{F} is our contact in {c}.", "According to {f} it should read {q}.", "Please contact {F} at {o}.", "{f} at your company said it would be replaced.",
			"My colleague {f} replaced the cable.", "We talked to {f} and {f} about it.", "Ask {f} or {l}.", "That is {g} old computer.", "{g} reading was {q}.", "Ship it to {F}, {o}, {c}.", "Copy to {f} and {F}.", "The technician, {F}, was here.", "{F} called and said the fault is still there.", "{f} wonders if you got the data.",
			"Mr {l} does not answer.", "{I} approved the report.", "Name: {F}", "Contact: {F}", "Responsible: {R}", "Logged in as {u}", "user {u} got error {e}", "Username: {u}", "From: {F}", "On {n} {F} wrote:", "{F} wrote:", "{f} is on vacation, so {f} takes over.", "Both {f} and I have tested.", "I asked {f} to check the log.",
			"As {f} wrote, version {v} works.", "Thanks {f} for the help!", "Thank you {f}!", "i spoke with {f} about this", "let {f} know when it ships", "our boss {F} wants an answer", "{F}, Service Manager", "{F}\nField Engineer", "Approved by {F}", "@{u} can you reply to this?", "thanks to @{u} for the patch", "{u} suggested this in a comment",
			"the answer by {u} did not work for me", "as {u} pointed out, use {v}", "{f} and {l} replaced the seal.", "Has {f} seen this?", "{f} forwarded your note to {f} in {c}.", "please cc {f} and {f}", "This is {f} from {o}.", "I am {f}, the new buyer.", "Please meet {F}, who will replace {f}.", "{f}, can you look at this?", "FYI {f}",
			"{f} thinks we should wait.", "Let's ask {f}.", "See {g} comments below.", "{f} will be in {c} on Monday.", "Per {f}, no change.", "call {f} at {n}", "I'm with {f} on this.",
		},
		things: []string{
			"The sensor reads {q} instead of {q}.", "Error {e} on the display.", "We upgraded to {v} but the fault remains.", "The serial number is {s}.", "The bearing on the motor is noisy.", "Call me when it is ready.", "Mark the position with a pen.", "Will the unit be replaced?", "The bill is wrong.", "Port 502 is open.",
			"The Hall sensor gives {q}.", "Max {q}, min {q}.", "In May it was fine, in June it failed.", "The pressure is {q}.", "Modbus address {n}, register {n}.", "The zero point drifts.", "Kelvin, Pascal and Tesla are units.", "The cable is {q} long.", "The battery is empty.", "We need new firmware.", "The gateway reboots all the time.",
			"Is it still under warranty?", "Please send a new one.", "See the attached picture.", "The display is dark.", "The relay does not switch.", "Part {s} is in stock.", "Chase the wire to the box.", "Grace period is {n} days.", "We run Linux on the gateway.", "The PLC reads {q}.", "Use Python and Java for this.", "Docker and Jenkins are fine.", "Apache and Nginx both fail.",
			"The Kalman filter is off.", "Rod and seal are worn.", "The Frank press is idle.", "Sandy water in the pipe.", "Norm EN 61326 applies.", "Rob the spare for parts.", "Art and drawing attached.", "Siemens S7 and Modbus TCP.", "The Bosch unit does not fit.", "We have {n} units in {c}.", "{o} has the same fault.", "Subject: Sensor reading wrong", "Status: open", "Priority: high",
			"Thanks for the quick reply.", "What should I do now?", "Any ideas?", "Red, brown and white wires.", "Young plants near the well.", "Hill side station is cold.", "Page {n} of the manual.", "Rose bushes cover it.", "Read the Manual, please.", "North and South are swapped.", "Drill a hole of {q}.", "Let me know.", "I would like a quote.",
			"Jack up the frame.", "Dean Street station is offline.", "The Victor model is old.", "Pat dry before mounting.", "Miles of cable.",
		},
		towns: []string{"London", "Leeds", "Bristol", "Glasgow", "Boston", "Denver", "Houston", "Cardiff", "Dublin", "Toronto", "Seattle", "York"},
	}
}

func german() voice {
	return voice{
		lang: "de",
		greetings: []string{"Hallo!", "Hallo {f},", "Hallo Herr {l},", "Hallo Frau {l},", "Sehr geehrter Herr {l},", "Sehr geehrte Frau {l},", "Sehr geehrte Damen und Herren,", "Lieber {f},", "Liebe {f},", "Guten Tag {F},", "Guten Tag,", "Hallo zusammen,", "Moin {f}",
			"Guten Morgen Herr {l},", "Hallo {p},"},
		closings: []string{"Mit freundlichen Grüßen\n{F}", "Mit freundlichen Grüßen\n\n{F}", "Viele Grüße\n{f}", "Viele Grüße {f}", "MfG {F}", "mfg {l}", "Beste Grüße\n{F}", "Gruß {f}", "Danke! {f}", "LG {f}", "Mit freundlichen Grüßen", "i.A. {F}", "i. V. {I}", "Freundliche Grüße\n{F}\n{o}",
			"Mit freundlichen Grüßen {p}"},
		people: []string{
			"Ich habe gestern mit {f} gesprochen.", "Herr {l} hat den Sensor im März montiert.", "Kann Frau {l} mich anrufen?", "{F} hat ihn bestellt.", "Mein Name ist {F} und ich arbeite bei {o}.", "Ich heiße {f}.", "{F} ist unser Ansprechpartner in {c}.", "Laut Herrn {l} soll er {q} anzeigen.", "Bitte wenden Sie sich an {F} bei {o}.",
			"Mein Kollege {f} hat das Kabel getauscht.", "{g} Messung ergab {q}.", "Bitte an {F}, {o}, {c} senden.", "Der Techniker {F} war hier.", "{F} rief an und sagte, der Fehler sei noch da.", "{I} hat das Protokoll freigegeben.", "Name: {F}", "Ansprechpartner: {F}", "Bearbeiter: {R}", "Angemeldet als {u}", "Benutzer {u} bekam Fehler {e}",
			"Von: {F}", "An: {F}", "Am {n} schrieb {F}:", "{F} schrieb:", "Sowohl {f} als auch {f} haben getestet.", "Danke {f} für die Hilfe!", "Herr Dr. {l} wartet auf Antwort.", "{l} hat die Dichtung gewechselt.", "Geprüft: {l}", "Wie Frau {l} schrieb, geht Version {v}.", "Fragen Sie {f} oder Herrn {l}.", "Der Monteur heißt {F}.", "Die Kollegin {F} aus {c} meldet sich.",
			"Familie {l} wohnt dort.", "Der Chef, {F}, will eine Antwort.", "hier ist {f} von {o}", "Gruß an {f}", "{F} und {F} kommen am Montag.",
		},
		things: []string{
			"Der Sensor zeigt {q} statt {q} an.", "Fehlercode {e} im Display.", "Wir haben auf {v} aktualisiert, der Fehler bleibt.", "Die Seriennummer ist {s}.", "Das Lager am Motor ist laut.", "Der Ring und der Stein sind in Ordnung.", "Bitte rufen Sie an.", "Port 502 ist offen.", "Max. {q}, min. {q}.", "Der Druck beträgt {q}.",
			"Die Modbus-Adresse ist {n}.", "Der Nullpunkt driftet.", "Das Kabel ist {q} lang.", "Die Batterie ist leer.", "Im Winter und im Sommer war alles gut.", "Wir brauchen neue Firmware.", "Ist die Garantie abgelaufen?", "Siehe Bild im Anhang.", "Das Display ist dunkel.", "Das Relais schaltet nicht.", "Der Messbereich und die Messung stimmen nicht.",
			"Die Firma {o} hat denselben Fehler.", "Wir haben {n} Geräte in {c}.", "Ersatzteil {s} ist auf Lager.", "Der Koch, der Müller und der Fischer sind Berufe.", "Berg und Tal, Wald und Feld.", "Ein Wolf wurde gesehen.", "Die Temperatur steigt auf {q}.", "Das Gerät startet neu.", "Der Bauer Verlag druckt das Handbuch.", "Danke für die schnelle Antwort.", "Was soll ich tun?",
			"Das Steuergerät im Schaltschrank ist defekt.", "Die Anlage in Halle B steht.", "Der Kaiser-Flansch passt nicht.", "Schwarz, Weiß und Braun sind vertauscht.", "Betreff: Sensor defekt", "Status: offen", "Bitte um ein Angebot.", "Die Wartung ist im Mai fällig.", "Anbei das Protokoll der Kalibrierung.", "Der Hersteller Siemens empfiehlt {v}.", "Neuer Termin folgt.", "Lange Leitung, kurze Dauer.",
		},
		towns: []string{"Hamburg", "Bremen", "Kiel", "Köln", "Essen", "Ulm", "Leipzig", "Dresden", "Mannheim", "Linz", "Graz", "Basel"},
	}
}

func finnish() voice {
	return voice{
		lang:      "fi",
		greetings: []string{"Hei!", "Hei {f},", "Moi {f}!", "Terve {f}", "Hyvä {F},", "Hei kaikki,", "Hyvää päivää,"},
		closings:  []string{"Terveisin\n{F}", "Ystävällisin terveisin\n{F}", "T: {f}", "t. {f}", "Terv. {f}", "Kiitos! {f}", "Terveisin {f}", "Ystävällisin terveisin"},
		people: []string{
			"Puhuin eilen {g} kanssa.", "{f} asensi anturin maaliskuussa.", "Voiko {f} soittaa minulle?", "{F} tilasi sen.", "Nimeni on {F}.", "Olen {F} yrityksestä {o}.", "{F} on yhteyshenkilömme.", "{g} mukaan sen pitäisi näyttää {q}.", "Kollegani {f} vaihtoi kaapelin.", "{g} mittaus näytti {q}.", "{F} soitti.",
			"Nimi: {F}", "Käyttäjä {u} sai virheen {e}", "{F} kirjoitti:", "Kiitos {f} avusta!", "Sekä {f} että {f} ovat testanneet.", "Asentaja {F} kävi täällä.", "Kysy {g} numeroa.", "Lähettäjä: {F}",
		},
		things: []string{
			"Anturi näyttää {q}.", "Virhekoodi {e} näytöllä.", "Päivitimme versioon {v}, mutta vika jatkuu.", "Sarjanumero on {s}.", "Laakeri on kulunut.", "Paine on {q}.", "Kaapeli on {q} pitkä.", "Akku on tyhjä.", "Onko takuu voimassa?", "Katso liitteenä oleva kuva.", "Näyttö on musta.", "Meillä on {n} anturia, paikka {c}.",
			"{o} käyttää samaa laitetta.", "Kiitos nopeasta vastauksesta.", "Nollapiste ajelehtii.", "Lämpötila nousee.", "Ilma on kylmä.", "Kivi on putkessa.",
		},
		towns: []string{"Helsinki", "Tampere", "Turku", "Oulu", "Lahti", "Kuopio", "Vaasa", "Pori"},
	}
}
