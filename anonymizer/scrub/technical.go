package scrub

import (
	"strings"
	"unicode/utf8"
)

// technical protects what a grammar recognises as technical. A grammar names what it accepts: nothing is kept because
// it merely looks unlike prose, since user names do too.
func (p *page) technical() {
	for i := 0; i < len(p.words); i++ {
		w := p.words[i]
		if st := p.state[w.s]; st == taken || st == fixed {
			continue
		}
		if n := p.technicalAt(i); n > 0 {
			p.protect(w.s, p.words[i+n-1].e, technical)
			i += n - 1
		}
	}
	p.codeMarks()
}

// technicalAt gives the number of words from i on that are one technical expression, 0 if there is none.
func (p *page) technicalAt(i int) int {
	for _, grammar := range [...]func(*page, int) int{
		(*page).explosion, (*page).standard, (*page).dateOrTime, (*page).zoneName, (*page).gradeLetter, (*page).measurement, (*page).versionNumber, (*page).errorCode, (*page).hexValue,
		(*page).articleNumber, (*page).fileName, (*page).model, (*page).register, (*page).codedTerm,
	} {
		if n := grammar(p, i); n > 0 {
			return n
		}
	}
	return 0
}

// word gives word k, or an empty one behind the end.
func (p *page) word(k int) word {
	if k < 0 || k >= len(p.words) {
		return word{s: len(p.text), e: len(p.text)}
	}
	return p.words[k]
}

// measurement accepts a number with a unit, or a range of them: "4–20 mA", "23,5 °C", "±0,02 mm/s", "1.5e-3 g".
func (p *page) measurement(i int) int {
	w := p.words[i]
	n := 0
	switch w.form {
	case number:
		n = 1
		for n < 6 && p.word(i+n).form == number && rangeGap(p.gap(i+n-1)) {
			n++
		}
	case coded: // "24V", "100mm", "3x1,5mm"
		if d := strings.TrimLeft(w.key, "0123456789"); d != w.key && (unit(d, p.text[w.s+len(w.key)-len(d):w.e]) || strings.HasPrefix(d, "x") && isDigits(strings.TrimPrefix(d, "x")) || d == "x" || oneOf(" st nd rd th e a :a k m ", d)) {
			return 1 + p.perUnit(i)
		}
		return 0
	default:
		return 0
	}
	last := i + n - 1
	between := p.gap(last)
	next := p.word(last + 1)
	if signUnit(strings.TrimLeft(p.after(p.words[last].e, 6), " ")) {
		if next.s-p.words[last].e <= 4 && unit(next.key, p.text[next.s:next.e]) && strings.Trim(between, " °º˚") == "" {
			n++
		}
		return n
	}
	if len(between) <= 3 && strings.Trim(between, " -") == "" && unit(next.key, p.text[next.s:next.e]) {
		return n + 1 + p.perUnit(last+1)
	}
	if next.form == coded && len(between) <= 3 && rangeGap(between) && p.measurement(last+1) > 0 {
		return n + p.measurement(last+1)
	}
	return 0
}

// perUnit counts the words of a compound unit behind word i: "/s", "/s²", "·m", "/min".
func (p *page) perUnit(i int) int {
	n := 0
	for n < 2 {
		between, next := p.gap(i+n), p.word(i+n+1)
		if between != "/" && between != "·" && between != "⋅" && between != "*" || !unit(next.key, p.text[next.s:next.e]) {
			break
		}
		n++
	}
	return n
}

func rangeGap(s string) bool {
	if len(s) > 8 {
		return false
	}
	switch strings.TrimSpace(s) {
	case ".", ",":
		return s == "." || s == ","
	case "-", "–", "—", "…", "...", "..", "x", "×", "*", "/", "±", "+/-", "÷", "~", ":", "to", "−", "- -", "–-", "--", "–+", "-+":
		return true
	}
	return false
}

// signUnit tells whether text begins with a sign that makes the number before it a measurement.
func signUnit(s string) bool {
	for _, sign := range [...]string{"°", "%", "‰", "Ω", "Ω", "µ", "μ", "℃", "º", "\"", "″", "ppm", "€", "$", "£"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}

// unit tells whether a word is a unit of measure. Single letters count only as the unit is written.
func unit(key, text string) bool {
	if text == "är" { // folds as "år" does
		return false
	}
	if oneOf(" mm cm dm km um µm nm tum inch inches ft yd mil mils ms us µs ns min mins minut minuter minute minutes sek sec secs sekund sekunder second seconds tim timme timmar hour hours hr hrs dag dagar day days vecka veckor week weeks manad manader month months ar year years hz khz mhz ghz rpm varv mv vdc vac mvdc adc aac vpp mvpp vrms mvrms apk vpk grms mmsrms kv uv µv ma ua µa na ka mw kw uw gw va kva kwh wh mwh ah mah dbm db dbi dba dbfs kohm mohm ohm ohms megohm nf pf uf µf mf uh mh bar mbar pa kpa mpa hpa psi atm torr kg mg ug µg ton tons tonne tonnes lb lbs oz nm knm kn mn n/m l ml dl cl liter litre liters litres gal m2 m3 cm2 mm2 mm3 m³ m² s² s2 grader grad graders degree degrees deg grd mrad urad rad arcsec rh ppm ppb kb mb gb tb kib mib gib bit bits byte bytes kbit mbit gbit kbps mbps gbps bps baud bd fps px pt em rem dpi st stk stycken pcs styck procent percent prozent prosent kr sek eur euro usd dollar kelvin celsius fahrenheit volt volts millivolt ampere amps amp milliampere watt watts kilowatt hertz pascal newton joule tesla gauss meter meters metre metres millimeter centimeter kilometer gram kilogram kilo g's gs lux lm lumen cd counts count digits lsb samples sample sps ksps ganger times x rev cycles cykler pulser pulses impulser enheter tillfallen tecken rader prov klockan kanaler channels mikrometer mikrosekunder millisekunder milliseconds microseconds nanoseconds threads rows lines columns items files users tum", key) {
		return true
	}
	return oneOf(" m s g V A W K C F N J T h d Ω H L l t B b k Pa mΩ kΩ MΩ GΩ m\u2126 k\u2126 M\u2126 G\u2126 ", text) // Unicode has Ω twice
}

// dateOrTime accepts dates and times in the usual written forms.
func (p *page) dateOrTime(i int) int {
	w := p.words[i]
	if w.form == coded && len(w.key) >= 3 && strings.HasSuffix(w.key, "z") && isDigits(strings.Trim(w.key, "tz")) || w.form == coded && isDigits(strings.Replace(w.key, "t", "", 1)) && strings.Contains(w.key, "t") && len(w.key) >= 4 {
		return 1
	}
	if w.form != number {
		return 0
	}
	size := func(k int) int { return len(p.word(k).key) }
	digits := func(k int) bool { return p.word(k).form == number }
	for _, sep := range []string{"-", "/", ".", " "} {
		if p.gap(i) == sep && p.gap(i+1) == sep && digits(i+1) && digits(i+2) && size(i+1) <= 2 &&
			(size(i) == 4 && size(i+2) <= 2 && yearLike(w.key) || size(i) <= 2 && size(i+2) == 4 && yearLike(p.words[i+2].key)) && sep != " " {
			return 3 + p.clock(i+3)
		}
	}
	if p.gap(i) == "-" && size(i) == 4 && yearLike(w.key) && p.word(i+1).form == coded && len(p.word(i+1).key) <= 3 { // 2024-Q3
		return 2
	}
	if p.gap(i) == "-" && p.gap(i+1) == "-" && size(i) == 4 && digits(i+1) && p.word(i+2).form == coded && strings.Contains(p.word(i+2).key, "t") { // 2024-09-17T10
		return 3 + p.clock(i+3)
	}
	if n := p.clock(i); n > 0 {
		return n
	}
	if (p.gap(i) == " " || p.gap(i) == ". ") && monthOrDay(strings.ToLower(p.text[p.word(i+1).s:p.word(i+1).e])) && size(i) <= 2 {
		if digits(i+2) && size(i+2) == 4 && len(p.gap(i+1)) <= 2 {
			return 3
		}
		return 2
	}
	return 0
}

// zoneName accepts time zones such as "Europe/Stockholm".
func (p *page) zoneName(i int) int {
	if w := p.words[i]; w.form == titled && oneOf(" europe america asia africa australia pacific atlantic indian arctic etc ", w.key) && p.gap(i) == "/" && p.word(i+1).form <= coded {
		return 2
	}
	return 0
}

// gradeLetter accepts the letter behind a word for class, revision or type: "klass B", "rev C", "zone A".
func (p *page) gradeLetter(i int) int {
	w, next := p.words[i], p.word(i+1)
	if p.gap(i) == " " && (utf8.RuneCountInString(next.key) == 1 && next.form == titled || next.form == coded && len(next.key) <= 3) &&
		oneOf(" klass class klasse rev revision hw version typ type zon zone grupp group kategori category grade niva level utgava variant lage mode kanal channel fas phase port slot plint terminal utgang ingang output input alternativ option layout ", w.key) {
		return 2
	}
	return 0
}

// explosion accepts the marking of equipment for explosive places (EN IEC 60079-0): "ATEX II 2G Ex ib IIC T4 Gb".
func (p *page) explosion(i int) int {
	if w := p.words[i]; !oneOf(" ATEX IECEx Ex ", p.text[w.s:w.e]) {
		return 0
	}
	n := 1
	for n < 14 && (p.gap(i+n-1) == " " || p.gap(i+n-1) == "/" || p.gap(i+n-1) == ": ") && oneOf(" ii i iii 1 2 3 1g 2g 3g 1d 2d 3d m1 m2 ex atex ia ib ic d da db dc e eb ec na nc m ma mb mc ta tb tc p px iic iib iia iiic iiib iiia t1 t2 t3 t4 t5 t6 ga gb gc zone zon ", p.word(i+n).key) {
		n++
	}
	return n
}

// clock accepts 10:42, 10:42:07.123 at word i.
func (p *page) clock(i int) int {
	n := 1
	for n < 5 && p.word(i+n).form == number && (p.gap(i+n-1) == ":" || n > 1 && (p.gap(i+n-1) == "." || p.gap(i+n-1) == ",")) && len(p.word(i).key) <= 2 {
		n++
	}
	if n == 1 || p.word(i).form != number && !strings.Contains(p.word(i).key, "t") {
		return 0
	}
	return n
}

func yearLike(d string) bool { return len(d) == 4 && (d[:2] == "19" || d[:2] == "20") }

// versionNumber accepts "2.3.1", "v2.14.0-rc1", "fw 1.6.4", "R12", and numbers behind a word for version.
func (p *page) versionNumber(i int) int {
	w := p.words[i]
	start := w.form == number || w.form == coded && (w.key[0] == 'v' || w.key[0] == 'r') && isDigits(w.key[1:]) ||
		w.form == coded && strings.HasPrefix(w.key, "fw") && isDigits(w.key[2:])
	if !start {
		return 0
	}
	named := p.keywordBefore(w.s, 2, versionWords)
	n := 1
	for n < 8 && p.gap(i+n-1) == "." && (p.word(i+n).form == number || p.word(i+n).form == coded || oneOf(" x ", p.word(i+n).key)) {
		n++
	}
	dots := n - 1
	for n < 10 && dots > 0 && (p.gap(i+n-1) == "-" || p.gap(i+n-1) == "+") && (prerelease(p.word(i+n).key) || p.word(i+n).form == coded && len(p.word(i+n).key) <= 8) {
		n++
		for p.gap(i+n-1) == "." && p.word(i+n).form == number {
			n++
		}
	}
	if dots >= 2 || dots == 1 && (named || w.form == coded || n > 2) || dots == 0 && (named || w.form == coded && len(w.key) <= 5) {
		return n
	}
	return 0
}

func prerelease(key string) bool {
	return oneOf(" alpha beta rc pre dev snapshot final release ga build hotfix lts stable nightly preview m sp patch ", strings.TrimRight(key, "0123456789"))
}
