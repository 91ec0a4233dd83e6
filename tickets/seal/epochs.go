package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// epoch is one epoch key as the file epochs holds it. Which epoch is the current one is said by the file keys.
type epoch struct {
	Number  uint32    `json:"number"`
	Made    time.Time `json:"made"`
	Retired time.Time `json:"retired,omitzero"`
	Key     []byte    `json:"key"`  // wrapped under the master key
	Tags    []byte    `json:"tags"` // the secret that tags are made from, wrapped under this epoch's key
}

// due is when a retired epoch key has to be destroyed.
func (e epoch) due() time.Time { return e.Retired.Add(AgeLimit) }

// epochsFormat is the form of the file; a Lethe that does not know it must not touch it.
const epochsFormat = 1

type epochsFile struct {
	Format int     `json:"format"`
	Epochs []epoch `json:"epochs"`
}

const keySize = 32

// openedEpoch is an epoch key in use.
type openedEpoch struct {
	number uint32
	wrap   cipher.AEAD // for data keys; its tag has 12 bytes, see slot
	tags   []byte      // the secret that tags are made from
}

func readEpochs(dir string) ([]epoch, error) {
	b, err := os.ReadFile(filepath.Join(dir, epochsName))
	if err != nil {
		return nil, err
	}
	return parseEpochs(b)
}

func parseEpochs(b []byte) ([]epoch, error) {
	var file epochsFile
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: the file %s cannot be read", ErrDamaged, epochsName)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: the file %s goes on after its end", ErrDamaged, epochsName)
	}
	if file.Format != epochsFormat {
		return nil, fmt.Errorf("the key store has format %d, this Lethe knows %d", file.Format, epochsFormat)
	}
	var last uint32
	for _, e := range file.Epochs {
		if e.Number <= last || len(e.Key) == 0 || len(e.Tags) == 0 {
			return nil, fmt.Errorf("%w: the file %s lists a broken epoch", ErrDamaged, epochsName)
		}
		last = e.Number
	}
	if last == 0 {
		return nil, fmt.Errorf("%w: the file %s lists no epoch", ErrDamaged, epochsName)
	}
	return file.Epochs, nil
}

func writeEpochs(dir string, es []epoch) error {
	b, err := json.MarshalIndent(epochsFile{epochsFormat, es}, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(dir, epochsName, append(b, '\n'))
}

// newEpoch makes an epoch key; the secret of the tags is carried into it.
func newEpoch(rnd io.Reader, master []byte, number uint32, made time.Time, tags []byte) (epoch, error) {
	var key [keySize]byte
	if _, err := io.ReadFull(rnd, key[:]); err != nil {
		return epoch{}, err
	}
	defer clear(key[:])
	e := epoch{Number: number, Made: made.UTC()}
	var err error
	if e.Key, err = wrap(rnd, master, epochBind("epoch", number), key[:]); err != nil {
		return epoch{}, err
	}
	e.Tags, err = wrap(rnd, key[:], epochBind("tags", number), tags)
	return e, err
}

// open unwraps an epoch key; ErrWrongMaster if the master key does not fit.
func (e epoch) open(master []byte) (*openedEpoch, error) {
	key, err := unwrap(master, epochBind("epoch", e.Number), e.Key)
	if err != nil || len(key) != keySize {
		return nil, ErrWrongMaster
	}
	defer clear(key)
	tags, err := unwrap(key, epochBind("tags", e.Number), e.Tags)
	if err != nil || len(tags) != keySize {
		return nil, fmt.Errorf("%w: the secret of the tags, in epoch %d", ErrDamaged, e.Number)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	o := &openedEpoch{number: e.Number, tags: tags}
	o.wrap, err = cipher.NewGCMWithTagSize(block, slotTag)
	return o, err
}

func epochBind(what string, number uint32) string {
	return "lethe/" + what + "/" + strconv.FormatUint(uint64(number), 10)
}

func findEpoch(es []epoch, number uint32) int {
	return slices.IndexFunc(es, func(e epoch) bool { return e.Number == number })
}

// wrap seals a key under another: a random nonce, then AES-256-GCM with bind as additional data.
func wrap(rnd io.Reader, key []byte, bind string, plain []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize(), gcm.NonceSize()+len(plain)+gcm.Overhead())
	if _, err := io.ReadFull(rnd, nonce); err != nil {
		return nil, err
	}
	return gcm.Seal(nonce, nonce, plain, []byte(bind)), nil
}

func unwrap(key []byte, bind string, wrapped []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	if len(wrapped) < gcm.NonceSize() {
		return nil, ErrDamaged
	}
	return gcm.Open(nil, wrapped[:gcm.NonceSize()], wrapped[gcm.NonceSize():], []byte(bind))
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
