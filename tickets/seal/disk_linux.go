package seal

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncData waits until the bytes of a file, and what is needed to read them, are on the disk.
func syncData(f *os.File) error { return unix.Fdatasync(int(f.Fd())) }
