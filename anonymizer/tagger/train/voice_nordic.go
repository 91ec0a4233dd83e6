package main

func swedish() voice {
	return voice{
		lang:      "sv",
		greetings: []string{"Hej!", "Hej {f}!", "Hej {f},", "Hej {F}!", "Hejsan {f}", "Hej igen {f},", "Hej,", "God morgon {f}!", "Hej alla,", "Hej på er!", "Tjena {f}", "Till {F}", "{f},", "Hej supporten!", "Bästa {f},", "Hej {p},", "SV: Hej {f}, ang offert"},
		closings: []string{"Mvh {f}", "Mvh\n{F}", "MVH {F}", "/{f}", "// {f}", "/{F}", "Hälsningar {f}", "Hälsningar\n{f}", "Med vänlig hälsning\n{F}", "Med vänliga hälsningar\n\n{F}", "Tack på förhand! {f}", "Tack!\n{f}", "Vänligen {F}",
			"Mvh", "Mvh {p}", "Med vänliga hälsningar", "Tack på förhand", "Hälsar {F}", "vh {f}", "Mvh {f} {l}, {o}", "Allt gott\n{f}", "-{f}"},
		people: []string{
			"Jag pratade med {f} i går.", "{f} monterade givaren i mars.", "Kan {f} ringa mig?", "Det var {F} som beställde den.", "Jag heter {F} och jobbar på {o}.", "Jag heter {f}.", "mitt namn är {F}", "{F} är vår kontaktperson i {c}.",
			"Enligt {f} ska den visa {q}.", "Kontakta {F} på {o}.", "{f} hos er sa att den skulle bytas.", "Min kollega {f} har bytt kabeln.", "Vi har pratat med {f} och {f} om det.", "Fråga {f} eller {l}.", "Det är {g} gamla dator.", "{g} mätning visade {q}.",
			"Skicka den till {F}, {o}, {c}.", "Kopia till {f} och {F}.", "Hälsa {f}!", "Teknikern {F} var här.", "Montören hette {f}.", "{F} ringde och sa att felet är kvar.", "{f} undrar om ni har fått mätvärdena.", "Det gäller {g} ärende.",
			"Herr {l} svarar inte.", "{I} har godkänt protokollet.", "Signerat {I}", "Namn: {F}", "Kontakt: {F}", "Ansvarig: {R}", "Beställare {F}", "Inloggad som {u}", "användare {u} fick fel {e}", "Användarnamn: {u}", "Från: {F}", "Till: {F}", "Den {n} skrev {F}:", "{F} skrev:",
			"{f} är på semester, så {f} tar det.", "Både {f} och jag har testat.", "Jag har bett {f} kolla loggen.", "Det var inte {f} utan {f} som startade om.", "Som {f} skrev fungerar version {v}.", "Tack {f} för hjälpen!", "Tack {f}!", "Kan du be {f} titta på {e}?",
			"hej det är {f} igen", "prata med {f} på verkstaden", "ring {f} om det strular", "{f} har nyckeln till skåpet", "vår vd {F} vill ha svar", "{F}, servicechef", "{F}\nServicetekniker", "Godkänd av {F} {n}", "Utfört av: {F}", "Det är {f} som har passerkortet, annars {F}.",
			"@{f} kan du svara på detta?", "Jag och {f} var på plats med {g} verktyg.", "familjen {l} bor i huset", "{l} bytte packningen och {l} provkörde.", "{f} på {o} har samma fel.", "Det var {f} på lagret som packade den.", "Enligt {l} stämmer mätvärdena.",
			"Har {f} fått ritningen från {I}?", "Larmet gick till {f} klockan {n}.", "Felet anmäldes av {F} den {n}.", "Vi hade {F} här från {o} i {c}.", "jag fick det av {f} {l}", "be {f} ringa", "{f} sa nej", "{f} tycker att den visar för högt",
		},
		things: []string{
			"Givaren visar {q} i stället för {q}.", "Felkod {e} på displayen.", "Vi har uppdaterat till {v} men felet är kvar.", "Serienumret är {s}.", "Lagret på motorn låter illa.", "Ring mig när den är klar.", "Ring oss gärna.", "Ringen är av stål 316L.",
			"Mark-förläggning av kabeln krävs.", "Port 502 är öppen.", "Hall-sensorn ger {q}.", "Max {q}, min {q}.", "Berg och sten i schaktet.", "Per enhet blir det {n} kr.", "Stig ner och läs av.", "En dag senare kom larmet igen.", "Trycket är {q}.",
			"Modbus-adress {n}, register {n}.", "Nollpunkten driver.", "Kalibreringen gjordes i {c}.", "Temperaturgivaren sitter i returledningen.", "Vibrationen är {q} vid {q}.", "Kelvin, Pascal och Tesla är enheter.", "Kabeln är {q} lång.", "Batteriet är slut efter en vinter.",
			"Vi behöver ny firmware.", "Gatewayen startar om hela tiden.", "Vad gör jag nu?", "Är garantin slut?", "Kan ni skicka en ny?", "Tack för snabbt svar.", "Se bifogad bild.", "Bifogar loggen.", "Displayen är svart.", "Reläet slår inte till.", "Larm {e} kommer varje natt.",
			"Beställning {n}, artikel {s}.", "Lutningsgivaren sitter på taket.", "Plattan är lös.", "Skruven är M8.", "Vatten i kopplingen.", "Sand och lera i röret.", "Storm och åska i natt.", "Falk heter modellen.", "Modell Lind 40.", "Rosen på kabeln är trasig.", "Kling ljuder inte.",
			"Bo i pumpen har slitits.", "Björn har setts vid stationen.", "Dag ett gick bra.", "Sten har kommit in i pumpen.", "Mina värden är fel.", "Mark och Bygg har grävt.", "Loggern sparar var {n}:e sekund.", "Vi kör Linux på gatewayen.", "PLC:n läser {q}.", "Siemens S7 och Modbus TCP.",
			"Sensorn från Bosch går inte in.", "Danfoss och Grundfos fungerar.", "I {c} fungerar den.", "Vi finns i {c}.", "{o} har samma fel.", "Leverans till {o} i {c}.", "På {o} har vi {n} givare.", "Status: öppen", "Ämne: Givare visar fel", "Prioritet: hög", "Produkt: Lutningsgivare",
			"Har någon löst {e}?", "Se manualen sidan {n}.", "Jag är osäker på polariteten.", "Vi väntar på svar.", "Kan jag få en offert?", "Bara en fråga till.", "Reservdel {s} finns i lager.", "Nyckeltal för juni och augusti saknas.", "Maj var kall.", "Sparade Max och Min är lika.",
			"Ange Kp, Ti och Td.", "Kalman-filtret är av.", "Coriolis-mätaren visar {q}.", "Weber och Gauss ska inte blandas.", "Celsius eller Fahrenheit?", "Norr och söder är omkastade.", "Svensk manual saknas.", "Västra ställverket är kallt.", "Tavlan i Hall B.", "Hall 3, port 4.", "Linje 2, axel {n}.",
		},
		towns: []string{"Göteborg", "Malmö", "Västerås", "Sundsvall", "Luleå", "Kiruna", "Borås", "Gävle", "Lund", "Skövde", "Karlstad", "Umeå", "Trollhättan", "Nyköping", "Visby", "Mora", "Falun", "Arvika", "Ystad", "Kalmar"},
	}
}

func norwegian() voice {
	return voice{
		lang:      "no",
		greetings: []string{"Hei!", "Hei {f}!", "Hei {f},", "Hei {F},", "Hei igen {f}", "God dag,", "Hei alle sammen,", "Kjære {f},", "Hei support,", "Hallo {f}"},
		closings:  []string{"Mvh {f}", "Mvh\n{F}", "Med vennlig hilsen\n{F}", "Vennlig hilsen {F}", "Hilsen {f}", "Takk! {f}", "Takk på forhånd\n{f}", "Vh {f}", "Mvh", "/{f}", "Hilsen\n{f} {l}\n{o}", "Mvh {p}"},
		people: []string{
			"Jeg snakket med {f} i går.", "{f} monterte sensoren i mars.", "Kan {f} ringe meg?", "Det var {F} som bestilte den.", "Jeg heter {F} og jobber i {o}.", "Jeg heter {f}.", "{F} er vår kontaktperson i {c}.", "Ifølge {f} skal den vise {q}.", "Kontakt {F} hos {o}.",
			"Kollegaen min {f} har byttet kabelen.", "{g} måling viste {q}.", "Send den til {F}, {o}, {c}.", "Teknikeren {F} var her.", "{F} ringte og sa at feilen er der ennå.", "Det gjelder saken til {f}.", "{I} har godkjent protokollen.", "Navn: {F}", "Kontaktperson: {F}", "Ansvarlig: {R}",
			"Logget inn som {u}", "bruker {u} fikk feil {e}", "Fra: {F}", "Til: {F}", "{F} skrev:", "Både {f} og {f} har testet.", "Takk {f} for hjelpen!", "Hils {f}!", "Pasienten heter {F}.", "{f} sier at den virker.", "Vi venter på svar fra {F}.", "sønnen {f} ringte", "{l} byttet pakningen.",
			"Lege {F} tok målingen.", "Ektefelle {f} var med.", "Datteren {f} bor i {c}.", "Utført av {I}", "Sjefen vår {f} vil ha svar.", "jeg er {f} fra {o}",
		},
		things: []string{
			"Sensoren viser {q} i stedet for {q}.", "Feilkode {e} på displayet.", "Vi har oppdatert til {v}, men feilen er der ennå.", "Serienummeret er {s}.", "Lageret på motoren bråker.", "Ring meg når den er klar.", "Ringen er av stål.", "Port 502 er åpen.", "Maks {q}, min {q}.",
			"Berg og stein i grøfta.", "Per enhet blir det {n} kr.", "En dag senere kom alarmen igjen.", "Trykket er {q}.", "Nullpunktet driver.", "Temperaturføleren sitter i returrøret.", "Kabelen er {q} lang.", "Batteriet er tomt.", "Vi trenger ny fastvare.", "Er garantien ute?", "Kan dere sende en ny?",
			"Se vedlagt bilde.", "Displayet er svart.", "Vi har {n} sensorer i {c}.", "{o} har samme feil.", "Måleverdien er feil.", "Dag én gikk fint.", "Pasienten har feber og smerter.", "Blodtrykket er {n}.", "Kontroll om to uker.", "Hall B, tavle 3.", "Stein har kommet inn i pumpen.", "Vår og høst er verst.",
			"Modbus-adresse {n}.", "Takk for raskt svar.", "Status: åpen", "Liv og røre på anlegget.", "Det ble varmt i mai.",
		},
		towns: []string{"Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø", "Bodø", "Hamar", "Drammen", "Molde", "Narvik", "Alta"},
	}
}

func danish() voice {
	return voice{
		lang:      "da",
		greetings: []string{"Hej!", "Hej {f}!", "Hej {f},", "Hej {F}", "Kære {f},", "Goddag,", "Hej alle,", "Hej igen {f}"},
		closings:  []string{"Mvh {f}", "Venlig hilsen\n{F}", "Med venlig hilsen\n\n{F}", "Hilsen {f}", "Mange hilsner {f}", "Tak! {f}", "På forhånd tak\n{f}", "Vh {f}", "Mvh", "/{f}", "Mvh {p}"},
		people: []string{
			"Jeg talte med {f} i går.", "{f} monterede sensoren i marts.", "Kan {f} ringe til mig?", "Det var {F}, der bestilte den.", "Jeg hedder {F} og arbejder hos {o}.", "Jeg hedder {f}.", "{F} er vores kontaktperson i {c}.", "Ifølge {f} skal den vise {q}.", "Kontakt {F} hos {o}.",
			"Min kollega {f} har skiftet kablet.", "{g} måling viste {q}.", "Teknikeren {F} var her.", "{F} ringede og sagde, at fejlen er der endnu.", "{I} har godkendt protokollen.", "Navn: {F}", "Logget ind som {u}", "Fra: {F}", "{F} skrev:", "Både {f} og {f} har prøvet.", "Tak {f} for hjælpen!",
			"{f} siger, at den virker.", "Vi venter på svar fra {F}.", "{l} skiftede pakningen.", "jeg er {f} fra {o}",
		},
		things: []string{
			"Sensoren viser {q} i stedet for {q}.", "Fejlkode {e} på displayet.", "Vi har opdateret til {v}, men fejlen er der endnu.", "Serienummeret er {s}.", "Lejet på motoren larmer.", "Ring til mig, når den er klar.", "Port 502 er åben.", "Maks. {q}, min. {q}.", "Sten i røret.",
			"En dag senere kom alarmen igen.", "Trykket er {q}.", "Nulpunktet driver.", "Kablet er {q} langt.", "Batteriet er tomt.", "Er garantien udløbet?", "Se vedhæftet billede.", "Vi har {n} sensorer i {c}.", "{o} har samme fejl.", "Tak for hurtigt svar.", "Hal B, tavle 3.", "Bo og lejer er slidt.",
		},
		towns: []string{"Aarhus", "Odense", "Aalborg", "Esbjerg", "Kolding", "Vejle", "Randers", "Herning", "Roskilde"},
	}
}
