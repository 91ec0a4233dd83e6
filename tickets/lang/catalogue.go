package lang

// sentence is one thing Lethe says. sv and en are both mandatory; sv1 and en1 are the forms for exactly one thing,
// for sentences that are asked for with N.
type sentence struct {
	sv, en   string
	sv1, en1 string
}

// sentences is one area's table.
type sentences map[string]sentence

// areas lists every table. A new say_<area>.go adds its line here.
func areas() []sentences {
	return []sentences{
		sayCommon,
		sayPage,
		sayDoor,
		sayRules,
		sayDesk,
		sayConsole,
		sayUsage,
		sayLetters,
		sayPortal,
		sayArchive,
		sayMove,
		sayCause,
	}
}

// said is every sentence by its key; it is never written to after the program has started.
var said = merged(areas())

func merged(tables []sentences) sentences {
	all := sentences{}
	for _, t := range tables {
		for k, s := range t {
			all[k] = s
		}
	}
	return all
}
