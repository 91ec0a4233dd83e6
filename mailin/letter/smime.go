package letter

import "bytes"

// signed reads application/pkcs7-mime. What was only signed is opened and read like any part, whether the signature is
// good or not (RFC 8551 section 3.5.2); what is encrypted stays a file.
func (r *reading) signed(n *node, level int) []block {
	data := r.transfer(n)
	inner, ok := signedContent(data)
	r.unpack += len(inner)
	if !ok || level >= maxDepth || r.unpack > maxUnpack {
		if n.name == "" {
			n.name = "smime.p7m"
		}
		r.attach(n, data)
		if n.params["smime-type"] != "certs-only" {
			r.defect("encrypted")
		}
		return nil
	}
	r.defect("signature-not-verified")
	return r.gather(r.entityAt(inner, "text/plain", level+1, false), &node{kind: "multipart/signed"}, level+1)
}

// oidSignedData is 1.2.840.113549.1.7.2 (RFC 5652 section 5.1).
var oidSignedData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// signedContent takes the content out of a SignedData in DER or BER: ContentInfo { oid, [0] { SEQUENCE { version,
// digests, ContentInfo { oid, [0] OCTET STRING } … } } }.
func signedContent(b []byte) ([]byte, bool) {
	info, _, ok := tlv(b, 0)
	if !ok || info.tag != 0x30 {
		return nil, false
	}
	oid, rest, ok := tlv(info.body, 0)
	if !ok || oid.tag != 0x06 || !bytes.Equal(oid.body, oidSignedData) {
		return nil, false
	}
	wrap, _, ok := tlv(rest, 0)
	if !ok || wrap.tag != 0xa0 {
		return nil, false
	}
	seq, _, ok := tlv(wrap.body, 0)
	if !ok || seq.tag != 0x30 {
		return nil, false
	}
	rest = seq.body
	for range 2 { // version, digest algorithms
		if _, rest, ok = tlv(rest, 0); !ok {
			return nil, false
		}
	}
	encap, _, ok := tlv(rest, 0)
	if !ok || encap.tag != 0x30 {
		return nil, false
	}
	if _, rest, ok = tlv(encap.body, 0); !ok {
		return nil, false
	}
	wrap, _, ok = tlv(rest, 0)
	if !ok || wrap.tag != 0xa0 {
		return nil, false
	}
	content, _, ok := tlv(wrap.body, 0)
	if !ok {
		return nil, false
	}
	return octets(content, 0), true
}

// octets joins an octet string that may be made of pieces.
func octets(e element, depth int) []byte {
	if e.tag != 0x24 || depth > 4 {
		return e.body
	}
	var out []byte
	for rest := e.body; len(rest) > 0; {
		piece, next, ok := tlv(rest, 0)
		if !ok {
			break
		}
		out = append(out, octets(piece, depth+1)...)
		rest = next
	}
	return out
}

type element struct {
	tag  byte
	body []byte
}

// tlv reads one BER element and what follows it. A length beyond the end is cut; an indefinite one is measured by
// walking over its content, at most a few levels deep.
func tlv(b []byte, depth int) (e element, rest []byte, ok bool) {
	if len(b) < 2 || depth > 16 || b[0]&0x1f == 0x1f {
		return e, nil, false
	}
	e.tag = b[0]
	n, head := int(b[1]), 2
	switch {
	case n == 0x80:
		return indefinite(e, b[2:], depth)
	case n > 0x80:
		count := n & 0x7f
		if count > 4 || len(b) < 2+count {
			return e, nil, false
		}
		n = 0
		for _, c := range b[2 : 2+count] {
			n = n<<8 | int(c)
		}
		head += count
	}
	end := min(head+n, len(b))
	e.body = b[head:end]
	return e, b[end:], true
}

// indefinite reads up to the end-of-contents octets that belong to the element.
func indefinite(e element, b []byte, depth int) (element, []byte, bool) {
	rest := b
	for len(rest) >= 2 {
		if rest[0] == 0 && rest[1] == 0 {
			e.body = b[:len(b)-len(rest)]
			return e, rest[2:], true
		}
		_, next, ok := tlv(rest, depth+1)
		if !ok {
			return e, nil, false
		}
		rest = next
	}
	e.body = b
	return e, nil, true
}
