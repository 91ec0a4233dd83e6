package scrub

import "strings"

// The closed lists of this file are facts of language and custom, asked through small functions.

// oneOf tells whether a word stands between blanks in a list.
func oneOf(list, word string) bool {
	for at := 0; word != ""; {
		k := strings.Index(list[at:], word)
		if k < 0 {
			return false
		}
		k += at
		if end := k + len(word); k > 0 && list[k-1] == ' ' && end < len(list) && list[end] == ' ' {
			return true
		}
		at = k + 1
	}
	return false
}

// legalForm tells whether a folded word is the legal form of a company.
func legalForm(key string) bool {
	return oneOf(" ab hb kb aktiebolag handelsbolag kommanditbolag publ as asa aps a s is ans da ivs gmbh kg ag ohg ug mbh co ltd limited plc llc inc incorporated corp corporation llp oy oyj ky tmi ek for ekonomisk forening enskild firma bv nv sa sas srl spa sp zoo ", key)
}

func withoutLegalForm(keys []string) []string {
	for len(keys) > 1 && legalForm(keys[len(keys)-1]) {
		keys = keys[:len(keys)-1]
	}
	for len(keys) > 1 && legalForm(keys[0]) && len(keys[0]) <= 4 {
		keys = keys[1:]
	}
	return keys
}

// roleMailbox tells whether a local part names a function, not a person.
func roleMailbox(local string) bool {
	return oneOf(" info support kontakt contact order orders sales salg verkauf forsaljning faktura invoice ekonomi kundtjanst kundservice service post mail admin noreply no-reply postmaster webmaster office kontor reception helpdesk hello hej abuse root ", fold(local))
}

// sharedDomain tells whether anybody may have an address in a mail domain.
func sharedDomain(domain string) bool {
	name := strings.ToLower(domain)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[:i]
	}
	_, name, _ = cutLast("."+strings.TrimSuffix(name, ".co"), '.')
	return oneOf(" gmail googlemail hotmail outlook live msn yahoo icloud me mac protonmail proton gmx web t-online telia comhem bredband spray passagen tele2 online mail aol fastmail hey zoho yandex qq ", name)
}

// particle tells whether a folded word stands inside family names and is no name itself.
func particle(key string) bool {
	return oneOf(" af av von van vom zu zur der den de del della di da dos du la le el al bin ibn ter ten of ", key)
}

// courtesy tells whether a folded word is a title before a name.
func courtesy(key string) bool {
	return oneOf(" herr hr fru frau froken mr mrs ms miss dr doktor prof professor ing dipl civ sir madam herrn rouva jur mag phd msc bsc jr sr ", key)
}

// countryName tells whether a folded word is a country that addresses end with.
func countryName(key string) bool {
	return oneOf(" sverige sweden schweden suomi finland norge norway danmark denmark deutschland germany tyskland uk england se no dk fi de ", key)
}

// germanSurname tells whether a folded word is one of the commonest German family names. German writes every noun with a
// capital, so a name that is a word too cannot be told by it; of these the name is the likelier.
func germanSurname(key string) bool {
	return oneOf(germanSurnames, key) || strings.HasSuffix(key, "s") && len(key) > 5 && oneOf(germanSurnames, key[:len(key)-1])
}

const germanSurnames = " muller mueller schmidt schmitt schmitz schneider fischer weber meyer meier maier mayer wagner becker schulz schulze schultz schultze hoffmann hofmann schafer schaefer koch bauer richter wolf schroder schroeder neumann zimmermann kruger krueger hartmann werner krause lehmann schmid kohler koehler herrmann hermann konig koenig walter huber kaiser fuchs peters scholz moller moeller jung hahn schubert vogel friedrich keller gunther guenther frank berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig bohm boehm kraus martin schumacher kramer kraemer vogt jager jaeger otto seidel heinrich brandt haas schreiber graf dietrich ziegler kuhn kuehn pohl engel busch bergmann thomas voigt sauer arnold wolff pfeiffer " +
	"ernst lindner hubner huebner kaufmann arndt hauser nowak kowalski peter kuhnert kunze lutz barth dietz jansen janssen franz thiele wenzel ebert fritz grimm otten petersen ritter riedel schuler hansen nagel schreiner hesse brinkmann wiese kluge ulrich seifert geiger bosse rieger kirchner buchholz noack bender heinz hein metzger schindler moritz unger wilhelm volk wirth paulus steiner hinz beyer beier bayer reuter sander blum hecker hofer egger gruber wimmer leitner pichler moser mayr eder schwaiger ackermann adam behrens bohme bohmer brauer bruns burger christ conrad decker eberhardt eckert ehlers fiedler forster gebhardt geisler giese gunter harms heller henkel hildebrandt jahn jakob jacobs kessler kirsch korner kohl kolb konrad krieger lemke lohmann maurer menzel merkel michel naumann oswald ott pape pfeifer pohlmann rau reichert reinhardt rose rothe rupp scherer schilling schlegel schluter schott schramm schrader sievers steffen steinbach strauss stumpf stadler thiel vetter vollmer walther weidner weigel wendt wegner wegener westphal witt wittmann zander "

// callName gives short forms of a given name that are not its beginning, and the long forms of a short one.
func callNames(key string) []string {
	var out []string
	for _, row := range strings.Split(shortNames, ";") {
		fields := strings.Fields(row)
		for _, f := range fields {
			if f == key {
				out = append(out, fields...)
				break
			}
		}
	}
	return out
}

// Each row is one given name and its usual short forms.
const shortNames = "alexander alex sasse aleks xander;alexandra alex sandra;anders ante andy adde;anna annie ann anki ankan;" +
	"ann-charlotte lotta;andreas andy dreas;annika anki;antonio tony;anton tony ante;barbara barb babs;benjamin ben benny;bengt benke bengan;" +
	"birgitta gittan bibbi;bjorn nalle bjorne;carl kalle calle charlie;carl-johan calle;caroline carro;carolina carro lina;cecilia cissi cilla;charles charlie chuck;" +
	"charlotte lotta lotten charlie;christian chris krille;christina stina kicki tina chris;christine chris tina;christopher chris kit;christoffer chris stoffe;" +
	"daniel danne dan danny;david dave davve;edward ed eddie ted;elisabeth lisa lisbeth bettan beth;elizabeth liz beth lizzie;emanuel manne;emil emma;erik erke jerker;eric rick;" +
	"eva evis;fredrik fredde frippe figge;friedrich fritz;frederik frede;gabriel gabbe;gunilla nilla;gunnar gurra;gustav gurra gusten gustaf;hans hasse;henrik henke;heinrich heinz;" +
	"ingemar ingo;ingrid inga;jakob jacke jake;jacob jacke jake;james jim jimmy;jan janne;jennifer jenny jen;joakim jocke;joachim jocke jochen;johan jojje jonte;johannes hannes jonne;" +
	"john jack johnny;jonas jonte;jonathan jon jonte;josef jossi sepp;joseph joe;katarina kattis kajsa;katherine kate kathy katie;kenneth kenta ken;kristina stina kicki tina kina;" +
	"kristian krille;lars lasse lars-olof;leif leffe;leonard leo;linnea nea;louise lollo;ludvig ludde;magnus mange manga;malin malla;margareta greta maggan;margaret maggie meg peggy;" +
	"maria mia maja;marie mia;martin matte;mats matte masse;matthias matze;mathias matte;mattias matte;matthew matt;michael micke mike mick michi;mikael micke;monica mona;" +
	"nicholas nick;niklas nicke nisse;nicklas nicke;nils nisse;olof olle;oskar ogge;oscar ogge;ove;patrik patte;patrick pat paddy;per pelle perra;peter pelle petter pete;" +
	"philip filip;rasmus rasse;rebecka becca;richard rick dick richie;rikard ricke;robert robban rob bob bobby bert;roger rogge;roland rolle;ronald ron ronny;samuel sam sammy;sebastian sebbe basti;" +
	"sigurd sigge;simon simme;stefan steffe;stephen steve;steven steve;sten stene;susanne sussi sanna;susan sue susie;sven svenne;thomas tompa tom tommy;tomas tompa tom;tobias tobbe tobi;" +
	"torbjorn tobbe tobbe;ulf uffe;ulrika ullis;ursula uschi;valter walle;viktor vicke;victoria vicky;viktoria vicky;wilhelm wille willy;vilhelm ville;william bill billy will wille;wolfgang wolf;zacharias sakke;juhani juha jussi;matti masa"
