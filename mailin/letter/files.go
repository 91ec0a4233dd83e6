package letter

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// attach adds a leaf to the files.
func (r *reading) attach(n *node, data []byte) {
	r.addFile(File{
		Original:  n.name,
		Type:      n.kind,
		Data:      data,
		Inline:    n.place == "inline",
		ContentID: n.id,
		Location:  decodeHeader(first(n.fields, "Content-Location"), ""),
	})
}

func (r *reading) addFile(f File) {
	if len(r.Files) >= maxFiles {
		r.defect("too-many-files")
		return
	}
	if f.Original == "" && f.Location != "" && !strings.Contains(f.Location, ":") {
		f.Original = path.Base(f.Location)
	}
	f.Name = r.unique(safeName(f.Original, f.Type, len(r.Files)+1))
	r.Files = append(r.Files, f)
}

// finishFiles marks the files that the HTML body shows as belonging to it.
func (r *reading) finishFiles() {
	if r.HTML == "" {
		return
	}
	refs := references(r.HTML)
	for i := range r.Files {
		f := &r.Files[i]
		if refs[f.ContentID] && f.ContentID != "" || refs[f.Location] && f.Location != "" ||
			strings.HasPrefix(f.Type, "image/") && f.Original != "" && refs[f.Original] {
			f.Inline = true
		}
	}
}

// references lists what the HTML refers to in its src attributes, with and without "cid:".
func references(source string) map[string]bool {
	refs := map[string]bool{}
	for rest := source; ; {
		i := strings.IndexAny(rest, "=(")
		if i < 0 {
			return refs
		}
		rest = rest[i+1:]
		v := strings.TrimLeft(rest[:min(len(rest), 400)], " \"'")
		if end := strings.IndexAny(v, "\"'<> )"); end > 0 {
			v = v[:end]
		}
		if len(v) > 4 && strings.EqualFold(v[:4], "cid:") {
			refs[string(unpercent(v[4:]))] = true
			v = v[4:]
		}
		if v != "" && len(refs) < 50000 && len(v) < 300 {
			refs[v] = true
		}
	}
}

// safeName makes a file name that is safe on every system and on every page: no folders, control or direction
// characters, no names that Windows keeps for devices, no more than 120 characters, an ending that fits the type.
func safeName(name, kind string, number int) string {
	name = strings.ToValidUTF8(name, "_")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(strings.TrimSpace(name), ". "), ". ")
	if name == "" {
		return fmt.Sprintf("attachment-%d%s", number, extension(kind))
	}
	stem, ext := name, path.Ext(name)
	if len(ext) < 2 || utf8.RuneCountInString(ext) > 16 || strings.Contains(ext, " ") {
		ext = ""
	}
	stem = strings.TrimSuffix(name, ext)
	if r := []rune(stem); len(r) > 120 {
		stem = string(r[:120])
	}
	if device(stem) {
		stem = "_" + stem
	}
	return stem + ext
}

// device tells the names that Windows keeps for itself.
func device(stem string) bool {
	stem, _, _ = strings.Cut(strings.ToLower(stem), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
}

// fileTypes pairs endings with media types, the usual ending of a type first. It does not depend on the machine.
var fileTypes = [][2]string{
	{".txt", "text/plain"}, {".log", "text/plain"}, {".html", "text/html"}, {".htm", "text/html"}, {".ics", "text/calendar"},
	{".csv", "text/csv"}, {".vcf", "text/vcard"}, {".vcf", "text/x-vcard"}, {".xml", "text/xml"}, {".xml", "application/xml"},
	{".json", "application/json"}, {".rtf", "text/rtf"}, {".rtf", "application/rtf"}, {".md", "text/markdown"},
	{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".jpg", "image/jpg"}, {".jpg", "image/pjpeg"}, {".png", "image/png"},
	{".gif", "image/gif"}, {".bmp", "image/bmp"}, {".tif", "image/tiff"}, {".webp", "image/webp"}, {".heic", "image/heic"},
	{".svg", "image/svg+xml"}, {".pdf", "application/pdf"}, {".zip", "application/zip"}, {".zip", "application/x-zip-compressed"},
	{".gz", "application/gzip"}, {".doc", "application/msword"}, {".xls", "application/vnd.ms-excel"},
	{".ppt", "application/vnd.ms-powerpoint"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", "application/vnd.oasis.opendocument.text"}, {".mp3", "audio/mpeg"}, {".wav", "audio/wav"}, {".mp4", "video/mp4"},
	{".mov", "video/quicktime"}, {".eml", "message/rfc822"}, {".eml", "message/global"}, {".p7s", "application/pkcs7-signature"},
	{".p7s", "application/x-pkcs7-signature"}, {".p7m", "application/pkcs7-mime"}, {".p7m", "application/x-pkcs7-mime"},
	{".asc", "application/pgp-signature"}, {".asc", "application/pgp-keys"}, {".txt", "message/delivery-status"},
	{".txt", "message/disposition-notification"}, {".txt", "text/rfc822-headers"}, {".dat", "application/ms-tnef"},
}

// extension is the usual ending for a media type.
func extension(kind string) string {
	for _, t := range fileTypes {
		if t[1] == kind {
			return t[0]
		}
	}
	return ".bin"
}

// typeByName guesses a media type from the ending of a file name.
func typeByName(name string) string {
	ext := strings.ToLower(path.Ext(name))
	for _, t := range fileTypes {
		if t[0] == ext {
			return t[1]
		}
	}
	return "application/octet-stream"
}

// unique adds a number to a name that was given before.
func (r *reading) unique(name string) string {
	if r.names == nil {
		r.names = map[string]bool{}
	}
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	try := name
	for n := 2; r.names[strings.ToLower(try)]; n++ {
		if n > 20 { // many alike: the count of files is unique already
			n = 1000 + len(r.names)
		}
		try = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
	r.names[strings.ToLower(try)] = true
	return try
}

// inlineFiles takes uuencoded files out of running text, as old programs sent them.
func (r *reading) inlineFiles(text string) string {
	if !strings.Contains(text, "begin ") || !strings.Contains(text, "\nend") {
		return text
	}
	var out strings.Builder
	for at := 0; at < len(text); {
		i := strings.Index(text[at:], "begin ")
		if i < 0 {
			out.WriteString(text[at:])
			break
		}
		i += at
		stop := strings.Index(text[i:], "\nend")
		if stop < 0 {
			out.WriteString(text[at:])
			break
		}
		stop += i + len("\nend")
		data, name, ok := uudecode([]byte(text[i:stop]))
		if _, begins := uuBegin([]byte(firstLine(text[i:]))); !ok || !begins || i > 0 && text[i-1] != '\n' {
			out.WriteString(text[at : i+6])
			at = i + 6
			continue
		}
		out.WriteString(text[at:i])
		r.addFile(File{Original: name, Type: typeByName(name), Data: data})
		at = stop
	}
	return out.String()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
