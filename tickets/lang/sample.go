package lang

// sample is what Guess learns a language from: its function words, and a few sentences of the sort people write to a
// maker of sensors. All of it was written for this file.
type sample struct{ words, text string }

var samples = map[Lang]sample{
	SV: {
		words: `och att det som en på är av för med den till inte om har de ett men så hade kan man var jag vi du ni han hon
			oss er mig dig sig min din sin vår vårt våra mitt ditt från vid nu när här där hur vad vem vilken vilket ska
			skulle vill kunde blir blev få får fick gör gjort göra också efter utan mellan under över sedan bara eller
			någon något några mycket alla inget ingen då upp ut in hej tack hälsningar mvh vänliga denna detta dessa
			igen redan måste behöver finns kommer går ser vet tror verkar fungerar ligger visar sitter hos år i`,
		text: `Hej, vi har fått hem er givare men den visar fel värde så snart det regnar. Kan ni skicka en ny kabel eller
			behöver vi byta hela enheten? Jag har försökt kalibrera om två gånger utan att det blev någon skillnad.
			Nollpunkten har börjat driva sedan i måndags och larmet kommer tillbaka ungefär var tionde minut. Mätningen
			måste vara igång före helgen. Gäller garantin fortfarande? Vi köpte givaren för två år sedan av er återförsäljare.
			Tack för snabbt svar! Det stod vatten i kontakten och packningen var sprucken. Nu har vi torkat den och allt
			fungerar som det ska. Skicka gärna ritningen till fästplattan så att vi kan borra hålen. Anslutningen till
			molnet bryts varje natt och loggen är tom på morgonen. Vilken firmware ska vi använda? Batteriet räcker bara
			några månader fast det borde hålla i tre år. Vi väntar på besked om retur och hoppas att det går att lösa.
			Temperaturen hoppar mellan höga och låga värden när fläkten startar. Var snäll och ring mig i eftermiddag.
			Kunden undrar varför offerten inte har kommit. Med vänlig hälsning från oss på underhållsavdelningen.
			Jag ska bli av med min gamla enhet. Vår anläggning står still, svara så fort ni kan.`,
	},
	EN: {
		words: `the and of to in is it you that he was for on are as with his they i at be this have from or one had by
			but not what all were we when your can said there use an each which she do how their if will up other about
			out many then them these so some her would make like him into has look more could no my than been its who
			did get may after where does am me our us just any please thanks thank hello hi dear regards kind best
			don't doesn't isn't it's i'm we've still only again since because before should over here now very same`,
		text: `Hello, we received your sensor last week but it shows the wrong reading whenever it rains. Could you send a
			replacement cable, or do we need to change the whole unit? I have tried to calibrate it twice without any
			difference. The zero point has been drifting since Monday and the alarm comes back about every ten minutes.
			Measurements have to be running before the weekend. Is it still under warranty? We bought the sensor two
			years ago from your reseller. Thanks for the quick answer. There was water inside the connector and the seal
			was cracked. We have dried it and everything works as it should. Please send the drawing of the mounting
			plate so that we can drill the holes. The connection to the cloud drops every night and the log is empty in
			the morning. Which firmware should we use? The battery lasts only a few months although it ought to hold for
			three years. We are waiting for the return label and hope this can be solved. The temperature jumps between
			high and low values when the fan starts. Please give me a call this afternoon. Our customer wonders why the
			quote has not arrived. Kind regards from the maintenance department. I would like to order spare parts.`,
	},
	DE: {
		words: `der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
			hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur
			bis mehr durch man sein wurde sei wenn können ich wir ihr uns ihre ihren ihnen mir mich mein meine unser
			unsere kann bitte danke hallo guten tag grüße grüßen freundlichen sehr geehrte damen herren schon seit
			wieder keine kein diese dieser dieses dann hier jetzt was warum welche muss müssen sollen gibt immer`,
		text: `Guten Tag, wir haben Ihren Sensor letzte Woche erhalten, aber er zeigt falsche Werte an, sobald es regnet.
			Können Sie uns ein neues Kabel schicken oder müssen wir das ganze Gerät austauschen? Ich habe zweimal neu
			kalibriert, ohne dass sich etwas geändert hat. Der Nullpunkt driftet seit Montag und der Alarm kommt etwa
			alle zehn Minuten zurück. Die Messung muss vor dem Wochenende laufen. Gilt die Garantie noch? Wir haben den
			Sensor vor zwei Jahren bei Ihrem Händler gekauft. Vielen Dank für die schnelle Antwort. Im Stecker stand
			Wasser und die Dichtung war gerissen. Jetzt ist alles trocken und funktioniert wie es soll. Bitte senden Sie
			uns die Zeichnung der Montageplatte, damit wir die Löcher bohren können. Die Verbindung zur Cloud bricht
			jede Nacht ab und das Protokoll ist morgens leer. Welche Firmware sollen wir verwenden? Die Batterie hält nur
			wenige Monate. Die Temperatur springt zwischen hohen und niedrigen Werten, wenn der Lüfter startet. Rufen Sie
			mich bitte heute Nachmittag an. Mit freundlichen Grüßen aus der Abteilung Instandhaltung. Wir möchten gerne
			Ersatzteile bestellen. Leider liefert das Gerät seit dem Kälteeinbruch keine Messwerte mehr.`,
	},
	NO: {
		words: `og i det er på en som til av at for med ikke har den vi jeg de kan et om så men var fra å seg hva når hvor
			hvordan hvilken hvorfor meg deg oss dere dem min din vår vårt våre noe noen bare etter også ut opp inn bli
			blir ble få får fikk gjøre gjør gjort mye veldig mellom uten siden eller nå her der skal skulle vil ville
			må hei takk hilsen vennlig mvh denne dette disse igjen allerede trenger finnes kommer går ser vet tror
			ønsker fungerer ligger viser sitter hos år mot ennå hadde være vært ingen alle mer enn`,
		text: `Hei, vi har mottatt sensoren deres forrige uke, men den viser feil verdi så snart det regner. Kan dere sende en
			ny kabel, eller må vi bytte hele enheten? Jeg har forsøkt å kalibrere på nytt to ganger uten at det ble noen
			forskjell. Nullpunktet har begynt å drive siden mandag, og alarmen kommer tilbake omtrent hvert tiende minutt.
			Målingen må være i gang før helgen. Gjelder garantien fortsatt? Vi kjøpte sensoren for to år siden av
			forhandleren deres. Takk for raskt svar. Det sto vann i kontakten og pakningen var sprukket. Nå har vi tørket
			den, og alt fungerer som det skal. Send gjerne tegningen av festeplaten slik at vi kan bore hullene.
			Forbindelsen til skyen brytes hver natt, og loggen er tom om morgenen. Hvilken fastvare skal vi bruke?
			Batteriet varer bare noen få måneder selv om det burde holde i tre år. Vi venter på beskjed om retur og håper
			at det lar seg løse. Temperaturen hopper mellom høye og lave verdier når viften starter. Ring meg gjerne i
			ettermiddag. Kunden lurer på hvorfor tilbudet ikke har kommet. Vennlig hilsen fra vedlikeholdsavdelingen.
			Vi trenger et tilbud på reservedeler. Dette skjer også når måleren ikke er tilkoblet, ifølge teknikeren.`,
	},
	DA: {
		words: `og i det er på en som til af at for med ikke har den vi jeg de kan et om så men var fra sig hvad når hvor
			hvordan hvilken hvorfor mig dig os jer dem min din vores noget nogen nogle kun efter også ud op ind blive
			bliver blev få får fik gøre gør gjort meget mellem uden siden eller nu her der skal skulle vil ville må
			hej tak hilsen venlig mvh denne dette disse igen allerede behøver findes kommer går ser ved tror
			ønsker fungerer ligger viser sidder hos år mod endnu havde være været ingen alle mere end jeres lige`,
		text: `Hej, vi har modtaget jeres sensor i sidste uge, men den viser forkert værdi, så snart det regner. Kan I sende et
			nyt kabel, eller skal vi udskifte hele enheden? Jeg har prøvet at kalibrere igen to gange, uden at det gav
			nogen forskel. Nulpunktet er begyndt at drive siden mandag, og alarmen kommer tilbage cirka hvert tiende minut.
			Målingen skal være i gang inden weekenden. Gælder garantien stadig? Vi købte sensoren for to år siden hos
			jeres forhandler. Tak for det hurtige svar. Der stod vand i stikket, og pakningen var revnet. Nu har vi tørret
			det, og alt fungerer, som det skal. Send gerne tegningen af monteringspladen, så vi kan bore hullerne.
			Forbindelsen til skyen bliver afbrudt hver nat, og loggen er tom om morgenen. Hvilken firmware skal vi bruge?
			Batteriet holder kun nogle få måneder, selv om det burde holde i tre år. Vi venter på besked om returnering og
			håber, at det kan løses. Temperaturen hopper mellem høje og lave værdier, når ventilatoren starter. Ring
			venligst til mig i eftermiddag. Kunden undrer sig over, hvorfor tilbuddet ikke er kommet. Venlig hilsen fra
			vedligeholdelsesafdelingen. Vi mangler et tilbud på reservedele. Måleren giver ikke noget signal mere.`,
	},
	FI: {
		words: `ja on ei se että oli hän mutta kun niin tai jos myös joka mitä kuin minä me te he olen olemme ovat olisi
			tämä nämä siitä meidän teidän minun sitä sen vain vielä jo nyt miten miksi missä mikä voi voiko voitteko
			pitää täytyy hei kiitos terveisin ystävällisin moi päivää kaikki jälkeen ennen kanssa ilman meille teille
			onko eikä en emme saada saa tulee toimii näyttää uusi kuinka noin koska takaisin sitten siellä täällä`,
		text: `Hei, saimme anturinne viime viikolla, mutta se näyttää väärää arvoa heti kun sataa. Voitteko lähettää uuden
			kaapelin vai pitääkö meidän vaihtaa koko laite? Olen yrittänyt kalibroida sen uudelleen kaksi kertaa ilman
			mitään muutosta. Nollapiste on ajautunut maanantaista lähtien ja hälytys palaa noin kymmenen minuutin välein.
			Mittauksen täytyy olla käynnissä ennen viikonloppua. Onko takuu vielä voimassa? Ostimme anturin kaksi vuotta
			sitten jälleenmyyjältänne. Kiitos nopeasta vastauksesta. Liittimessä oli vettä ja tiiviste oli haljennut.
			Nyt olemme kuivanneet sen ja kaikki toimii niin kuin pitää. Lähettäkää kiinnityslevyn piirustus, jotta
			voimme porata reiät. Yhteys pilveen katkeaa joka yö ja loki on aamulla tyhjä. Mitä laiteohjelmistoa meidän
			pitäisi käyttää? Akku kestää vain muutaman kuukauden. Lämpötila hyppii korkeiden ja matalien arvojen välillä
			kun tuuletin käynnistyy. Soittakaa minulle iltapäivällä. Ystävällisin terveisin kunnossapito.
			Haluaisimme tilata varaosia ja tarjouksen kymmenestä laitteesta.`,
	},
}
