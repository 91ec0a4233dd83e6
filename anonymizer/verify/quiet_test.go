package verify_test

import (
	"strings"
	"testing"

	"github.com/axsensor/lethe/anonymizer/verify"
)

// quiet is what support writes that names nobody. A finding here would cost what it says.
const quiet = `
Givaren visar 4,02 mA vid 0 °C och 19,98 mA vid 100 °C.
Efter uppdatering till firmware 2.14.0-rc1 startar den om var 30:e minut.
Felkod E1042 på displayen, Modbus-adress 17, register 40001.
Ring oss när lagret har bytts, men inte före kl 10:30.
Lager på axeln ger vibrationer på 7,1 mm/s vid 1480 rpm.
Vi mätte med Hall sensor och fick 3.3 V på port 502.
Stålet är 316L och ringen är av Viton, artikelnr 4711-22-333.
Reservdelsnummer 0450-123-000 och 556016-0680 finns i lager.
Serienummer 0701740605 och AX2-2201-00417 är båda ur batch 2023-11.
Max tryck 16 bar, min temperatur -40 grader.
Berg och dal, storm och sand: givaren på taket klarade vintern.
Mark-förläggning av kabel kräver rör, sten i schaktet är ett problem.
Per enhet blir det 3 st, stig sedan ned från ställningen.
Kabeln är 12 m, DN50, G1/2, M12 A-kodad, IP67 enligt EN 61326.
Gateway på 192.168.0.100 svarar inte, masken är 255.255.255.0.
Registerdump: AA:BB:CC 01 02 03 04 05 06 07 08 FF.
Mellan 2024-09-17 08:30:15 och 2024-09-18 12:00:00 loggades inget.
Offset 0.000125, skala 1.00000000, PT100 fyrtråd.
Hej! Vi har problem med givaren.
Hej igen, nu fungerar den.
Hej supporten! Den nya givaren visar fel.
Hej [person], tack för svaret.
Mvh [person]
Med vänliga hälsningar
[person], [company]
Tack på förhand!
Tack för hjälpen.
Mvh Supportteamet
Vänligen återkom med serienumret.
Jag är säker på att kabeln är hel.
Jag heter inte det som står på fakturan.
Det är Modbus RTU med 19200 baud, paritet jämn.
Kontakta support om felet kvarstår.
Sensorn sitter i Kelvin-koppling och mäter Pascal, inte Newton.
Dra åt till 12 Nm, moment enligt tabell 4.
Nollpunkten driver 0,05 % per år, spann 0-10 bar.
Lösenordet är fel, står det på skärmen.
Lösenord: se manualen.
Firmware 3.2.1.15 finns på sidan, version 10.20.30.40 kommer.
Nivån i tank 3 är 1250 mm och i tank 12 är den 980 mm.
Omvägen 12 m kabel ger spänningsfall.
Dag och natt loggas var 5:e sekund, max 1000 rader.
Bo kvar i samma temperatur tills värdet är stabilt.
Falk och Lind är modellnamnen på de två lådorna.
En ros på kabelvalet, men klingan och hammaren saknas.
Tesla och Gauss skiljer sig en faktor 10 000.
The sensor reads 4.02 mA at 0 °C and drifts 0.1 %/year.
After upgrading to v2.14.0-rc1 the gateway reboots every 30 minutes.
Error code E1042, see page 12 of the manual, rev B.
Part number 4711-22-333, order 556016-0680, lot 20231104.
Call the function with address 0x1F and length 16.
Call us when the bearing has been replaced.
Mark the position, will the bill of materials follow?
May and June were fine, in August it failed.
Hall effect, Pascal, Weber and Ångström are not names here.
The max current is 20 mA, the min is 4 mA.
Use port 502 on 10.0.0.15, or localhost:8080.
Hi there, the unit is dead.
Hello team, please advise.
Dear customer, your unit has arrived.
Kind regards
[person]
Best regards, the support team
Thanks in advance for your help.
This is not what the manual says.
I am sure the cable is fine.
My name is not on the list.
Password is incorrect.
Contact support if this persists.
See https://192.168.0.100/setup and http://localhost:8080/ for details.
Timestamp 1700000000123, uptime 0012345678 s, counter 0000045000.
Coordinates of the flange: 050 100 150 200.
The Schmitt trigger, the Zener diode and the Kalman filter are fine.
Torque 12 Nm, 4-20 mA, HART 7, 24 V DC +/- 10 %.
MAC prefix 00:1B:44 is ours, FF:FF:FF:FF:FF:FF is broadcast.
Log file is /home/user/log.txt or C:\Users\Public\log.txt.
The ratio is 1:2:3, time 12:34:56, EUI 64.
Der Sensor zeigt 4,02 mA bei 0 °C und driftet.
Fehlercode E1042, Seite 12, Artikelnummer 4711-22-333.
Nach dem Update auf Version 2.14.0 startet das Gerät neu.
Das Lager am Motor, der Ring und der Stein sind in Ordnung.
Der Federweg 12 mm und der Messweg 5 sind eingestellt.
Mit freundlichen Grüßen
Mit freundlichen Grüßen [person]
Hallo zusammen, der Druck fällt ab.
Sehr geehrte Damen und Herren, anbei das Protokoll.
Herr [person] hat angerufen.
Ich bin sicher, dass das Kabel in Ordnung ist.
Das Passwort ist falsch.
Im Winter und im Sommer war alles gut, im Herbst nicht.
Der Jäger, der Koch und der Müller sind Berufe.
Weg 3 und Platz 4 sind frei, Steckplatz 2 ist belegt.
Sensoren viser 4,02 mA ved 0 °C og 19,98 mA ved 100 °C.
Feilkode E1042, side 12, varenummer 4711-22-333.
Etter oppdatering til versjon 2.14.0 starter den på nytt.
Lageret på motoren, ringen og steinen er i orden.
Med vennlig hilsen
Med vennlig hilsen [person]
Hei alle sammen, trykket faller.
Hei, vi trenger hjelp.
Jeg er sikker på at kabelen er hel.
Ring oss når delen er byttet, vi er her til kl 16.
Min og max er satt til 4 og 20 mA.
Dag 1 var fin, dag 2 falt den ut. Stein og sand i røret.
Kablen er 12 m, stikket er M12, koden er A.
Adgangskoden er forkert.
Anturi näyttää 4,02 mA, virhekoodi E1042.
Ystävällisin terveisin
Moi kaikki, paine laskee.
Kunden ringde, vi svarade, och montören bytte kortet.
En kollega i verkstaden bytte packning och o-ring.
Vibrationen är 2,8 mm/s RMS i x, 3,1 i y och 7,4 i z.
Trycket var 101 325 Pa, 760 mmHg, 29,92 inHg.
Larm 12 34 56 och 91 23 45 67 visas i listan.
Kalibrerad 2024-03-01, nästa 2025-03-01, certifikat 20240301-17.
SW 1.2.3.4 / HW 5.6.7.8 / bootloader 9.10.11.12.
Anslut brun till +24 V, blå till 0 V, svart till utgång.
`

func TestStaysQuiet(t *testing.T) {
	v := verifier(t)
	for line := range strings.Lines(quiet) {
		line = strings.TrimSpace(line)
		if found := v.Look(line, verify.Known{}); len(found) > 0 {
			t.Errorf("%s: %v", line, shown(line, found))
		}
	}
	if found := v.Look(quiet, verify.Known{}); len(found) > 0 {
		t.Errorf("all lines as one text: %v", shown(quiet, found))
	}
}

func BenchmarkLook(b *testing.B) {
	v := verifier(b)
	text := strings.Repeat(quiet, 4)
	known := verify.Known{Names: []string{"Quorinna Vastelund"}, Emails: []string{"q.vastelund@firma.example"}, Phones: []string{"+46709988776"}, Serials: []string{"AX-7731-0042"}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		v.Look(text, known)
	}
}
