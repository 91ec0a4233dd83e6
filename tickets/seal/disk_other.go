//go:build !linux

package seal

import "os"

// syncData waits until the bytes of a file, and what is needed to read them, are on the disk.
func syncData(f *os.File) error { return f.Sync() }
