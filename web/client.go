package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// client is the address that a request comes from: the peer's, or if the peer is a proxy of ours, the last address in
// X-Forwarded-For that is not. The zero address is one that could not be read.
func (s *Site) client(r *http.Request) netip.Addr {
	addr := peer(r)
	if !s.proxy(addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
		if !s.proxy(addr) {
			break
		}
	}
	return addr
}

func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

func (s *Site) proxy(addr netip.Addr) bool {
	for _, p := range s.opts.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// secure says whether the reader's connection is encrypted: here, at a proxy of ours that says so, or because the
// installation's own address is https.
func (s *Site) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(s.pages.Profile().BaseURL, "https://") {
		return true
	}
	return s.proxy(peer(r)) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// here says whether the request comes from this machine and through nobody.
func (s *Site) here(r *http.Request) bool {
	return peer(r).IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" && r.Header.Get("Via") == ""
}

// network is what a limit counts by: an IPv4 address, or the /64 that an IPv6 customer is given.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
