package scrub

import (
	"strings"
	"unicode/utf8"
)

// errorCode accepts "E-47", "E1042", "err 12", "fel 0x8007", "alarm 33", "F07", "ORA-00942", "HTTP 404".
func (p *page) errorCode(i int) int {
	w := p.words[i]
	if oneOf(" fel felet felkod felkoden error err errno code kod koden fault felmeddelande alarm alarmkod larm larmkod varning warning status exception fehler fehlercode feil feilkode fejl fejlkode virhe virhekoodi statuskod exit rc nr http hresult rev kanal channel port slot adress adr node nod unit id register reg parameter par param index funktionskod function com lpt usb pin steg step niva level mode lage klass class typ type zon zone grupp rad line sida page kap bild figur tabell punkt version del ", w.key) {
		next := p.word(i + 1)
		between := p.gap(i)
		if next.form == number && len(next.key) <= 5 && len(between) <= 3 && !strings.Contains(between, "\n") && !strings.ContainsAny(between, ".,") {
			return 2
		}
	}
	if w.form == coded {
		letters := strings.TrimRight(w.key, "0123456789")
		if digits := w.key[len(letters):]; isDigits(digits) && len(digits) <= 5 && codeLetters(letters) && isCapital(p.text[w.s:w.s+len(letters)]) {
			return 1
		}
	}
	if w.form == titled && utf8.RuneCountInString(w.key) == 1 || w.form == upper && len(w.key) <= 5 {
		if next := p.word(i + 1); next.form == number && p.gap(i) == "-" && len(next.key) <= 6 && p.of.bearers(w.key) < 10000 {
			n := 2
			for n < 6 && p.gap(i+n-1) == "-" && (p.word(i+n).form == number && len(p.word(i+n).key) <= 5 || p.word(i+n).form == coded || utf8.RuneCountInString(p.word(i+n).key) <= 2 && p.word(i+n).form == upper) {
				n++
			}
			return n
		}
	}
	return 0
}

// codeLetters are prefixes of error codes, alarms, terminals, connectors and classes.
func codeLetters(s string) bool {
	return len(s) == 1 || oneOf(" al er err ec fc fe sf hw sw io di do ai ao dn pn ip ik pt ni cu tp ch nr no id ir ax vb th gw ", s) || len(s) <= 3
}

func isCapital(s string) bool { return s != "" && strings.ToUpper(s) == s }

// longestDump is how many bytes of a dump are read at once, so that a long run of numbers is not read anew from each of
// them to its end.
const longestDump = 64

// hexValue accepts 0x1F, 1Fh behind a word, and dumps of hexadecimal bytes.
func (p *page) hexValue(i int) int {
	w := p.words[i]
	if strings.HasPrefix(w.key, "0x") && len(w.key) > 2 && len(w.key) <= 18 && hexRunWord(w.key[2:]) {
		return 1
	}
	if len(w.key) == 2 && hexRunWord(w.key) {
		sep := p.gap(i)
		if sep != " " && sep != ":" && sep != "," && sep != "-" {
			return 0
		}
		n, letters, digits := 1, false, false
		for k := i; n < longestDump && p.gap(k) == sep && len(p.word(k+1).key) == 2 && hexRunWord(p.word(k+1).key); k++ {
			n++
		}
		for k := i; k < i+n; k++ {
			letters = letters || !isDigits(p.words[k].key)
			digits = digits || p.words[k].form != upper && p.words[k].form != lower
		}
		if n >= 3 && letters && (digits || sep == ":") {
			return n
		}
	}
	return 0
}

// articleNumber accepts "7112-04", "580-09652", "4711-22-333", and what stands behind a word for article number.
func (p *page) articleNumber(i int) int {
	w := p.words[i]
	if w.form != number && w.form != coded {
		return 0
	}
	n := 1
	for n < 5 && (p.gap(i+n-1) == "-" || p.gap(i+n-1) == "." && n > 1) && (p.word(i+n).form == number || p.word(i+n).form == coded && len(p.word(i+n).key) <= 8) {
		n++
	}
	if p.keywordBefore(w.s, 2, partWords) || p.keywordBefore(w.s, 3, " format formatet ") {
		return n
	}
	if n < 2 || w.form != number || i > 0 && (p.gap(i-1) == "-" || strings.HasSuffix(p.gap(i-1), "+")) {
		return 0
	}
	if len(w.key) > 5 || len(w.key) < 2 || w.key[0] == '0' {
		return 0
	}
	for k := i + 1; k < i+n; k++ {
		if len(p.words[k].key) > 6 {
			return 0
		}
	}
	if p.keywordBefore(w.s, 3, phoneWords) && !p.keywordBefore(w.s, 3, " pa ") || p.sig[w.line] {
		return 0
	}
	return n
}

// standard accepts protocols, norms, connectors, protection classes: "HART 7", "RS-485", "M12 A-kodad", "EN 61326",
// "G1/2", "DN50", "IP67", "Pt100", "IEC 61000-4-2", "Modbus RTU".
func (p *page) standard(i int) int {
	w := p.words[i]
	text := p.text[w.s:w.e]
	switch {
	case oneOf(" EN ISO IEC DIN SS IEEE RFC ANSI ASTM UL CE ATEX IECEx NAMUR VDE VDI NEK BS ETSI FCC EMC RoHS REACH UKCA CSA API ASME NF GOST IPC SAE ITU TIA EIA CISPR NE MIL ", text):
		n := 1
		for n < 5 && (p.word(i+n).form == number || p.word(i+n).form == coded || p.word(i+n).form == upper && len(p.word(i+n).key) <= 5) && len(p.gap(i+n-1)) == 1 && strings.Trim(p.gap(i+n-1), " -/:") == "" {
			n++
		}
		return n
	case protocol(w.key) && (w.form != lower || !p.ordinary(w)):
		n := 1
		if next := p.word(i + 1); (p.gap(i) == " " || p.gap(i) == "-" || p.gap(i) == "/") && (protocolMode(next.key) && next.form != lower || next.form == number && len(next.key) <= 4) {
			n++
		}
		return n
	case oneOf(" RS M G DN PN PG NPT IP IK Pt PT Ni Cu NTC PTC SIL Cat CAT AWG R Rp Ex ", text):
		next := p.word(i + 1)
		if between := p.gap(i); (next.form == number && len(next.key) <= 5 || next.form == coded && len(next.key) <= 3) && (between == "-" || between == " ") && len(text) > 1 {
			return 2
		}
	case w.form == coded && threadOrClass(w.key, text):
		n := 1
		if (p.gap(i) == "/" || p.gap(i) == "x" || p.gap(i) == "×") && p.word(i+1).form == number {
			n++
		}
		if next := p.word(i + n); (p.gap(i+n-1) == " " || p.gap(i+n-1) == "-") && len(next.key) == 1 && p.gap(i+n) == "-" && oneOf(" kodad kodning coded kodet kodiert codiert ", p.word(i+n+1).key) {
			n += 2
		}
		return n
	case len(w.key) == 1 && w.form == titled && p.gap(i) == "-" && oneOf(" kodad kodning coded kodet kodiert codiert kontakt skarning skruv ", p.word(i+1).key):
		return 2
	}
	return 0
}

// threadOrClass accepts M12, G1, DN50, PN16, IP67, Pt100, RS485, 316L, 18650 and their like.
func threadOrClass(key, text string) bool {
	if a, b, ok := strings.Cut(strings.TrimPrefix(key, "m"), "x"); ok && isDigits(a) && isDigits(b) && len(key) <= 8 {
		return true
	}
	letters := strings.TrimRight(text, "0123456789kK")
	if digits := text[len(letters):]; digits != "" && oneOf(" M G R Rp DN PN PG IP IK Pt PT Ni Cu RS SIL Cat CAT NPT AWG EN ISO IEC Q T K S H X Y N P U L C D E F ", letters) {
		return true
	}
	return oneOf(" 304l 316l 316ti 1.4404 2205 17-4ph ip69k ip6k9k 4g 5g 2g 3g lte ", key)
}

// protocol tells whether a folded word names a protocol, a bus or a radio.
func protocol(key string) bool {
	return oneOf(" modbus hart profibus profinet ethercat ethernet canopen can canbus devicenet bacnet knx mbus mqtt mqtts coap amqp opc opcua snmp http https ftp sftp tftp ssh telnet smtp imap ntp dhcp dns tcp udp ip ipv4 ipv6 tls ssl lora lorawan sigfox nbiot nb iot ltem lte gsm gprs umts zigbee zwave bluetooth ble wifi wlan wirelesshart iolink io asi interbus sercos lonworks lon dali dmx rs232 rs422 rs485 uart usart i2c spi onewire usb pcie sata rtu ascii rest json xml csv yaml soap websocket websockets vpn ipsec openvpn wireguard nat vlan poe gps gnss rtc eeprom flash fram sram dram nvram fifo adc dac pwm pid plc scada hmi dcs mes erp opto mems imu fft rms crc lrc ttl cmos igbt mosfet led lcd oled fpga cpu gpu ram rom ssd hdd os rtos sdk api gui ide cli url uri uuid guid utc gmt cet cest iso ascii utf unicode pdf mac imei iccid imsi vin ean apn sim esim ", key)
}

func protocolMode(key string) bool {
	return oneOf(" rtu ascii tcp ip plus udp dp pa io link ua da pub sub pubsub master slave class ms tp fd le tls over ", key)
}

// register accepts "40001", "register 30012", "holding register", "D100", "%MW100", "DB10.DBX0.1".
func (p *page) register(i int) int {
	w := p.words[i]
	if w.form == number && len(w.key) == 5 && (w.key[0] == '3' || w.key[0] == '4' || w.key[0] == '1') && (w.key[1] == '0' || p.keywordBefore(w.s, 4, " register registret registren reg holding input coil coils registers modbus adress address ")) && !p.sig[w.line] {
		if next := p.word(i + 1); next.form == titled && p.gap(i) == " " && !p.ordinary(next) {
			return 0
		}
		return 1
	}
	if w.form == coded && w.s > 0 && p.text[w.s-1] == '%' && len(w.key) <= 7 {
		return 1
	}
	return 0
}

// model accepts names of models: a few capitals, a number, perhaps a letter or two: "AX-200", "VB-40S", "TH-16/P", "STM32".
func (p *page) model(i int) int {
	w := p.words[i]
	if w.form == upper && len(w.key) <= 4 || w.form == titled && utf8.RuneCountInString(w.key) == 1 {
		next := p.word(i + 1)
		if between := p.gap(i); between == "-" && (next.form == number && len(next.key) <= 5 || next.form == coded && len(next.key) <= 8 && isDigit(next.key[0])) && p.of.bearers(w.key) < 10000 {
			n := 2
			for n < 5 && (p.gap(i+n-1) == "-" || p.gap(i+n-1) == "/") && utf8.RuneCountInString(p.word(i+n).key) <= 4 && p.word(i+n).form != lower {
				n++
			}
			return n
		}
	}
	if w.form == coded && len(w.key) <= 12 {
		text := p.text[w.s:w.e]
		letters := len(text) - len(strings.TrimLeft(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		rest := text[letters:]
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		tail := rest[digits:]
		if letters >= 1 && letters <= 5 && digits >= 1 && digits <= 5 && len(tail) <= 6 && (tail == strings.ToUpper(tail) || len(tail) <= 2) && p.of.words.GivenName(strings.ToLower(text[:letters])) < 100 {
			return 1
		}
	}
	return 0
}
