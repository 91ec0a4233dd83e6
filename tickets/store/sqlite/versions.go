package sqlite

import (
	"fmt"
	"runtime/debug"
)

// The versions that this engine was tested with. modernc.org/libc carries the C library that modernc.org/sqlite was
// translated against: another one may damage the file, so the two only ever move together.
const (
	sqliteVersion = "v1.62.0"
	libcVersion   = "v1.80.1"
)

// checkVersions refuses a binary that was linked with other versions. One without a record of its modules passes.
func checkVersions() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	want := map[string]string{"modernc.org/sqlite": sqliteVersion, "modernc.org/libc": libcVersion}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		if v, pinned := want[m.Path]; pinned && m.Version != v {
			return fmt.Errorf("built with %s %s, tested with %s", m.Path, m.Version, v)
		}
	}
	return nil
}
