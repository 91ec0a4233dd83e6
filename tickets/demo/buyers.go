package demo

import (
	"fmt"
	"strings"
)

// buyer is a company that has bought sensors, with the people who write to us.
type buyer struct {
	name, country, number, address, domain, town string
	people                                       []*contact
	units, known                                 []*unit // all, and those that have been imported so far
}

// contact is one of a buyer's people.
type contact struct {
	first, last, mail, phone, title, lang string
	of                                    *buyer
}

func (c *contact) name() string { return c.first + " " + c.last }

// land is what a country lends its companies and people.
type land struct {
	code, lang       string
	share            int // of 100 buyers
	stems, trades    []string
	forms            []string
	firsts, lasts    []string
	streets, towns   []string
	titles           []string
	postal, phoneWay string // the pattern of postal codes, and which phone numbers
}

func (f *filler) makeBuyers(n int) {
	taken := map[string]bool{}
	ls := lands()
	for i := 0; len(f.buyers) < n; i++ {
		l := pickLand(ls, i*37%100)
		b := &buyer{country: l.code, number: fmt.Sprintf("K%05d", 10200+len(f.buyers)*7+f.rng.IntN(6))}
		b.name = strings.TrimSpace(f.pick(l.stems) + f.pick(l.trades) + " " + f.pick(l.forms))
		if taken[b.name] {
			continue
		}
		taken[b.name] = true
		b.domain = plain(b.name) + ".example"
		b.town = f.pick(l.towns)
		b.address = fmt.Sprintf("%s %d, %s %s", f.pick(l.streets), 1+f.rng.IntN(88), f.digits(l.postal), b.town)
		for range 1 + f.rng.IntN(3) {
			b.people = append(b.people, f.makeContact(b, l))
		}
		f.buyers = append(f.buyers, b)
	}
}

func pickLand(ls []land, at int) *land {
	for i := range ls {
		if at -= ls[i].share; at < 0 {
			return &ls[i]
		}
	}
	return &ls[0]
}

func landOf(code string) *land {
	ls := lands()
	for i := range ls {
		if ls[i].code == code {
			return &ls[i]
		}
	}
	return &ls[0]
}

func (f *filler) makeContact(b *buyer, l *land) *contact {
	c := &contact{first: f.pick(l.firsts), last: f.pick(l.lasts), title: f.pick(l.titles), lang: l.lang, of: b}
	c.mail = plain(c.first) + "." + plain(c.last) + "@" + b.domain
	for _, p := range b.people {
		if p.mail == c.mail {
			c.mail = fmt.Sprintf("%s.%s%d@%s", plain(c.first), plain(c.last), len(b.people)+1, b.domain)
		}
	}
	c.phone = f.phone(l.phoneWay)
	f.contacts = append(f.contacts, c)
	return c
}

// digits replaces each # of a pattern by a digit, and each @ by a capital.
func (f *filler) digits(pattern string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '#':
			return rune('1' + f.rng.IntN(9))
		case '@':
			return rune('A' + f.rng.IntN(26))
		}
		return r
	}, pattern)
}

// phone gives a number out of those that the authorities have set aside for fiction: PTS (Sweden), Ofcom (United Kingdom),
// Bundesnetzagentur (Germany). Countries without such numbers write the Swedish ones in full.
func (f *filler) phone(way string) string {
	f.numbers++
	n := f.numbers
	switch way {
	case "gb":
		if n%2 == 0 {
			return fmt.Sprintf("07700 900%03d", n%1000)
		}
		return fmt.Sprintf("020 7946 0%03d", n%1000)
	case "de":
		return fmt.Sprintf("030 23125 %03d", n%1000)
	case "abroad":
		return fmt.Sprintf("+46 70 174 06 %02d", 5+n%95)
	}
	switch n % 5 {
	case 0:
		return fmt.Sprintf("08-465 004 %02d", 4+n%96)
	case 1:
		return fmt.Sprintf("+46 70-174 06 %02d", 5+n%95)
	}
	return fmt.Sprintf("070-174 06 %02d", 5+n%95)
}

func lands() []land {
	sv := land{code: "SE", lang: "sv", share: 56, postal: "### ##",
		stems:   []string{"Berg", "Näs", "Ström", "Älv", "Kvarn", "Sten", "Fjärd", "Lind", "Gran", "Norr", "Väster", "Björk", "Holm", "Sjö", "Ek", "Malm", "Vik", "Hed"},
		trades:  []string{"teknik", "mät", "grund", "bygg", "geo", "kontroll", "bro", "spont", "anläggning", "konsult", "sprängning", "tunnel", "schakt"},
		forms:   []string{"AB", "AB", "AB", "i Norr AB", "& Söner AB", "Sverige AB"},
		firsts:  []string{"Anna", "Karin", "Lars", "Per", "Maria", "Johan", "Eva", "Björn", "Åsa", "Mats", "Lena", "Stefan", "Ulrika", "Göran", "Linnea", "Oskar", "Amina", "Kristoffer", "Ylva", "Henrik", "Zahra", "Tobias"},
		lasts:   []string{"Bergqvister", "Norrfalk", "Sjölinde", "Wästerdal", "Holmsäter", "Kvarnberger", "Lindåker", "Stensmark", "Ekhagen", "Åströmer", "Fjällberg", "Granqvister", "Hedlundh", "Vikmark", "Öhrsten", "Talvik", "Sundeborg", "Rosenmark", "Almviken", "Dahlsjö"},
		streets: []string{"Granitvägen", "Kvarngatan", "Hamnplan", "Spontgatan", "Vattentornsvägen", "Industrigränd", "Mätargatan", "Strandbacken"},
		towns:   []string{"Kvarnholma", "Norrfjärd", "Stenviken", "Älvsbro", "Björkhamn", "Västernäs", "Lindköping", "Granåker"},
		titles:  []string{"Mättekniker", "Platschef", "Projektledare", "Geotekniker", "Driftingenjör", "Arbetsledare", "Underhållsingenjör"}}
	no := land{code: "NO", lang: "no", share: 5, postal: "####", phoneWay: "abroad",
		stems: []string{"Fjord", "Nord", "Dal", "Berg", "Elve", "Stein"}, trades: []string{"måling", "grunn", "teknikk", "anlegg", "geo"}, forms: []string{"AS"},
		firsts: []string{"Ingrid", "Kjetil", "Marte", "Øyvind", "Silje", "Torbjørn"}, lasts: []string{"Fjellvang", "Nordhaugen", "Steinsvoll", "Elvestrand", "Dalbakk", "Vikhammer"},
		streets: []string{"Kaiveien", "Steinveien", "Fjordgata"}, towns: []string{"Nordvåg", "Elvedal", "Steinsund"}, titles: []string{"Måletekniker", "Anleggsleder", "Prosjektingeniør"}}
	dk := land{code: "DK", lang: "en", share: 10, postal: "####", phoneWay: "abroad",
		stems: []string{"Sund", "Bælt", "Klint", "Havne", "Øst"}, trades: []string{"måling", "byg", "geoteknik", "anlæg"}, forms: []string{"A/S", "ApS"},
		firsts: []string{"Mette", "Søren", "Anders", "Kirsten", "Rasmus"}, lasts: []string{"Klintholt", "Sundborg", "Havnegaard", "Østervang", "Bæltmose"},
		streets: []string{"Havnevej", "Klintvej", "Molevej"}, towns: []string{"Klinthavn", "Sundby Strand", "Østerholt"}, titles: []string{"Survey engineer", "Site manager", "Geotechnical engineer"}}
	fi := land{code: "FI", lang: "sv", share: 7, postal: "#####", phoneWay: "abroad",
		stems: []string{"Skärgårds", "Öster", "Havs", "Borg"}, trades: []string{"mätning", "bygg", "geo", "teknik"}, forms: []string{"Ab", "Oy Ab"},
		firsts: []string{"Mikael", "Heidi", "Kaj", "Petra", "Johan"}, lasts: []string{"Österlund-Berg", "Skärlax", "Havsudd", "Borgholmer", "Strandvall"},
		streets: []string{"Strandgatan", "Båtvägen", "Klippvägen"}, towns: []string{"Skärvik", "Österhamn", "Klippnäs"}, titles: []string{"Mätingenjör", "Projektchef", "Byggledare"}}
	de := land{code: "DE", lang: "de", share: 5, postal: "#####", phoneWay: "de",
		stems: []string{"Nord", "Elb", "Stein", "Wald", "Brücken"}, trades: []string{"messtechnik", "bau", "geotechnik", "prüfung"}, forms: []string{"GmbH", "GmbH & Co. KG"},
		firsts: []string{"Katrin", "Jürgen", "Sabine", "Matthias", "Uwe"}, lasts: []string{"Steinbrücker", "Waldhofer", "Elbmann", "Nordkamp", "Brückenau"},
		streets: []string{"Hafenweg", "Steinstraße", "Am Messfeld"}, towns: []string{"Elbnau", "Steinfurth-Süd", "Nordkampen"}, titles: []string{"Messtechniker", "Bauleiter", "Projektingenieurin"}}
	gb := land{code: "GB", lang: "en", share: 17, postal: "@@## #@@", phoneWay: "gb",
		stems: []string{"Harbour", "Stone", "North", "River", "Old Mill", "Ridge"}, trades: []string{" Monitoring", " Survey", " Geotechnics", " Structures", " Instruments"}, forms: []string{"Ltd", "LLP", "Ltd"},
		firsts: []string{"Fiona", "Graham", "Priya", "Owen", "Hannah", "Callum"}, lasts: []string{"Stonebridge", "Harbourne", "Millward-Fenn", "Northgate", "Ridgewell", "Ashcombe"},
		streets: []string{"Quay Road", "Mill Lane", "Station Approach"}, towns: []string{"Stonehaven Bay", "Northwick", "Riverley"}, titles: []string{"Monitoring engineer", "Site engineer", "Asset manager"}}
	return []land{sv, no, dk, fi, de, gb}
}
