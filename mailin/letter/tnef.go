package letter

func (r *reading) winmail(n *node) {
	if n.name == "" {
		n.name = "winmail.dat"
	}
	r.attach(n, r.transfer(n))
}
