package verify

import "strings"

// The phrases are in plain letters: ä and å are a, ö is o, ß is ss.

// A phrasebook holds phrases by their first word.
type phrasebook map[string][][]string

func phrasesOf(lines string) phrasebook {
	book := phrasebook{}
	for phrase := range strings.SplitSeq(lines, "|") {
		words := strings.Fields(phrase)
		book[words[0]] = append(book[words[0]], words)
	}
	return book
}

// A book holds what stands around names.
type book struct {
	greetings, closings, weakClosings, introductions, weakIntroductions, contacts phrasebook
}

func newBook() book {
	return book{greetings(), closings(), weakClosings(), introductions(), weakIntroductions(), contacts()}
}

func greetings() phrasebook {
	return phrasesOf(`hej|hejsan|hej hej|halla|tjena|tja|hello|hi|hallo|hei|moi|moikka|terve|hyva|dear|kara|kare|basta|liebe|lieber|sehr geehrter|sehr geehrte|god morgon|god dag|god kvall|good morning|good afternoon|good day|guten tag|guten morgen|god morgen|kjaere|kjaer|kaere|kaer|hej igen|hi again|hello again|sv hej|moin`)
}

func closings() phrasebook {
	return phrasesOf(`mvh|vh|med vanlig halsning|med vanliga halsningar|med vanlig halsning fran|vanliga halsningar|vanlig halsning|halsningar|halsning|basta halsningar|hilsen|vennlig hilsen|med vennlig hilsen|venlig hilsen|med venlig hilsen|mange hilsner|beste hilsen|regards|best regards|kind regards|kindest regards|warm regards|with best regards|with kind regards|sincerely|yours sincerely|yours faithfully|many thanks and regards|thanks and regards|mit freundlichen grussen|mit freundlichem gruss|freundliche grusse|viele grusse|beste grusse|grusse|gruss|mfg|schone grusse|terveisin|ystavallisin terveisin|yst terv|terv|parhain terveisin|halsar|undertecknat|signed|gez|med hilsen|mvh fran`)
}

func weakClosings() phrasebook {
	return phrasesOf(`tack|tack pa forhand|tack sa mycket|tusen tack|thanks|thank you|many thanks|thanks in advance|cheers|best|br|lg|vg|danke|vielen dank|danke im voraus|takk|mange takk|pa forhand takk|tak|mange tak|kiitos|ha en bra dag|ha det bra|have a nice day|allt gott`)
}

func introductions() phrasebook {
	return phrasesOf(`jag heter|mitt namn ar|jag heter ocksa|my name is|mein name ist|ich heisse|jeg heter|jeg hedder|mitt navn er|mit navn er|navnet mitt er|nimeni on|minun nimeni on|undertecknad`)
}

func weakIntroductions() phrasebook {
	return phrasesOf(`jag ar|this is|i am|i m|im|hier ist|ich bin|jeg er|dette er|det har ar|det ar|olen|her er|namn|name|kontaktperson|contact person|ansprechpartner|kundens namn|avsandare|handlaggare`)
}

func contacts() phrasebook {
	return phrasesOf(`kollega|kollegan|kollegen|min kollega|colleague|kollege|kollegin|chef|chefen|boss|kontakta|kontakt|contact|ansprechpartner|tekniker|teknikern|montoren|montor|pratade med|pratat med|talade med|talat med|snackade med|snackat med|snakket med|snakke med|talte med|talt med|spoke with|spoke to|spoken to|spoken with|talked to|talked with|talk to|sprach mit|gesprochen mit|sprechen sie mit|fraga|frag|spor|sporg|ask|mejla|mejlade|maila|mailade|ringde|tack till|thanks to|halsa till|halsa|att|attn|c o|hos|installerad av|monterad av|utford av|installed by|mounted by|reported by|rapporterat av|rapporterad av|anmalt av|installiert von|montert av|godkand av|signerat`)
}

func title(s string) bool {
	switch s {
	case "herr", "herrn", "frau", "fru", "froken", "mr", "mrs", "miss", "dr", "prof", "professor", "hr", "ing", "doktor", "sir", "madame", "monsieur", "rouva", "herra", "dipl":
		return true
	}
	return false
}

func speaks(s string) bool {
	switch s {
	case "ringde", "ringer", "halsar", "halsade", "skrev", "skriver", "sager", "sa", "sade", "meddelar", "meddelade", "tycker", "tyckte", "undrar", "undrade", "bad", "mailade", "mejlade", "berattade", "tipsade", "lovade",
		"svarade", "svarar", "aterkommer", "called", "says", "said", "wrote", "writes", "thinks", "asked", "asks", "told", "replied", "answered", "promised", "mentioned", "sagte", "sagt", "schrieb", "schreibt", "meint", "meinte", "fragte", "antwortete",
		"ringte", "sier", "siger", "sagde", "mener", "spurte", "spurgte", "soitti", "sanoi", "kirjoitti":
		return true
	}
	return false
}

// nobody knows words that stand where a name would and are none.
func nobody(s string) bool {
	switch s {
	case "alla", "allihop", "allihopa", "alle", "all", "everyone", "everybody", "folks", "guys", "team", "teamet", "support", "supporten", "service", "servicen", "kundtjanst", "kundservice", "kundeservice", "kundesupport",
		"helpdesk", "avdelningen", "igen", "again", "there", "sir", "madam", "herren", "damen", "zusammen", "kollegen", "kollegor", "kolleger", "kollegaer", "colleagues", "kund", "kunden", "kunde", "customer", "customers", "supportteam",
		"axsensor", "och", "and", "und", "og", "ja", "yes", "no", "nej", "nei", "nein", "men", "but", "aber", "pa", "till", "to", "from", "fran", "von", "fra", "here", "har", "hier", "her", "vi", "we", "wir", "jag", "i", "ich", "jeg",
		"du", "ni", "you", "sie", "dere", "det", "den", "detta", "this", "that", "das", "die", "der", "ein", "eine", "en", "et", "ett", "a", "an", "the", "not", "inte", "nicht", "ikke", "gott", "nytt", "tack", "thanks", "danke",
		"kaikki", "kaikille", "tuki", "asiakaspalvelu", "asiakas", "ab", "gmbh", "as", "aps", "oy", "ltd", "inc", "kg", "ag", "teknisk", "tekniska", "technical", "technischer", "sales", "salg", "salj", "order", "info", "office", "desk",
		"forvanad", "glad", "sorry", "happy", "tacksam", "intresserad", "just", "very", "also", "still", "bara", "sehr", "noch", "company", "foretag", "firma", "avdelning", "department", "abteilung", "engineer", "engineering", "teamwork":
		return true
	}
	for _, end := range []string{"teamet", "team", "support", "supporten", "service", "avdelningen", "avdelning", "gruppen", "abteilung", "tjanst"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
