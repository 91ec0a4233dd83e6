package scrub

// makeName tells whether a folded word is the name of a maker, a program or a service that technical texts speak of. It
// is kept unless it does what only a person does.
func makeName(key string) bool { return oneOf(makeNames, key) }

const makeNames = " siemens schneider abb bosch rexroth danfoss grundfos beckhoff wago weidmuller weidmueller phoenix omron keyence honeywell emerson rosemount yokogawa endress ifm sick balluff turck pepperl festo parker wika jumo krohne vaisala moxa advantech hirschmann cisco juniper mikrotik teltonika ubiquiti netgear zyxel fortinet huawei ericsson nokia telia telenor sierra quectel ublox nordic texas infineon nxp renesas microchip atmel espressif arduino raspberry " +
	"microsoft windows linux debian ubuntu bookworm bullseye fedora redhat centos android ios macos apple samsung google chrome chromium firefox safari edge excel word outlook office teams slack twitter facebook linkedin instagram youtube whatsapp skype zoom dropbox onedrive sharepoint github gitlab jira confluence docker kubernetes grafana influxdb prometheus nodered node ignition wireshark putty matlab simulink labview python java javascript typescript rust codesys wonderware citect wincc tia portal step7 simatic sinamics logix allen bradley rockwell mitsubishi delta eaton lenze sew nord kuka fanuc yaskawa stratasys wieland harting molex amphenol lapp helukabel belden hilscher anybus softing kepware sparkplug azure aws amazon oracle sap postgres postgresql mysql mongodb sqlite redis mosquitto eclipse visual studio notepad acrobat adobe thunderbird "

// countryOrTongue tells whether a lower-case word is a country, a part of the world or a language: too many people live
// there to point at one.
func countryOrTongue(low string) bool { return oneOf(countries, low) }

const countries = " sverige norge danmark finland island tyskland frankrike spanien italien polen nederländerna holland belgien schweiz österrike storbritannien england skottland irland wales portugal grekland turkiet ryssland ukraina estland lettland litauen tjeckien slovakien ungern rumänien bulgarien kroatien serbien kina japan indien usa kanada mexiko brasilien australien europa asien afrika amerika norden skandinavien eu " +
	"sweden norway denmark iceland germany france spain italy poland netherlands belgium switzerland austria britain scotland ireland greece turkey russia ukraine estonia latvia lithuania czechia slovakia hungary romania bulgaria croatia serbia china india canada mexico brazil australia europe asia africa america scandinavia uk us kingdom states " +
	"schweden norwegen dänemark finnland deutschland frankreich spanien italien niederlande belgien schweiz österreich großbritannien schottland griechenland türkei russland estland lettland litauen tschechien ungarn rumänien bulgarien kroatien kanada brasilien europa asien afrika skandinavien " +
	"tyskland frankrig frankrike polen holland nederland storbritannia storbritannien østrig østerrike sveits irland hellas tyrkiet tyrkia rusland russland kina indien india suomi ruotsi norja tanska saksa ranska espanja italia puola viro venäjä eurooppa suomessa ruotsissa norjassa saksassa " +
	"swedish norwegian danish finnish german english french spanish italian polish dutch russian chinese japanese european nordic scandinavian american british schwedisch deutsch englisch französisch norwegisch dänisch finnisch "
