package letter

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkParse reads what is committed as seeds, one letter of each sort, and a letter with an attachment of 1 MB.
func BenchmarkParse(b *testing.B) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) == 0 {
		b.Fatal("no letters", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		bench(b, filepath.Base(name), raw)
	}
	bench(b, "attachment", attachment(1<<20))
}

func bench(b *testing.B, name string, raw []byte) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		b.ReportAllocs()
		for b.Loop() {
			Parse(raw)
		}
	})
}
