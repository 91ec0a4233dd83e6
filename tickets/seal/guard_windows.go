package seal

import (
	"io/fs"
	"os"
)

// Who may read a file. Windows tells that by access lists, which a mode does not show.
const (
	ownerOnly     fs.FileMode = 0o700
	ownerAndGroup fs.FileMode = 0o770
)

func guarded(*os.File, fs.FileMode) error { return nil }

func guardedFolder(string) error { return nil }
