// SPDX-License-Identifier: Apache-2.0

// ledger_go FOLDER VKEY [PROOF ENTRY]
//
// A second opinion on a ledger, from code that is not ours: the note by sumdb/note, records and
// growth by sumdb/tlog over the tiles on disk, and the root recomputed from the entries alone
// (tiles that agree with a forged entry prove nothing). With PROOF and ENTRY it also checks one
// receipt. It does not look into payloads: they are Assay's own format.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func openCheckpoint(signed []byte, vkey string) (checkpoint, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return checkpoint{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return checkpoint{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return checkpoint{}, fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] || size < 0 {
		return checkpoint{}, fmt.Errorf("bad size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return checkpoint{}, err
	}
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: root}}, nil
}

// tiles reads tiles as a log serves them; x/mod's own paths have the height in front.
type tiles struct {
	folder string
	cache  map[string][]byte
}

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
		data, known := t.cache[path]
		if !known {
			var err error
			if data, err = os.ReadFile(filepath.Join(t.folder, path)); err != nil {
				return nil, err
			}
			t.cache[path] = data
		}
		found = append(found, data)
	}
	return found, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func entriesPath(number int64, width int) string {
	path := tlog.Tile{H: tileHeight, L: 0, N: number, W: width}.Path()
	return "tile/entries/" + strings.TrimPrefix(path, fmt.Sprintf("tile/%d/0/", tileHeight))
}

// readEntries returns the leaf hash of every entry, in order.
func readEntries(folder string, size int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for number := int64(0); number*tileWidth < size; number++ {
		width := int(min(size-number*tileWidth, tileWidth))
		path := entriesPath(number, width)
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for i := 0; i < width; i++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("%s: entry %d is cut off", path, i)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes = append(hashes, tlog.RecordHash(bundle[2:end]))
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return nil, fmt.Errorf("%s: %d bytes too many", path, len(bundle))
		}
	}
	return hashes, nil
}

// rootOf is RFC 6962's definition, written down.
func rootOf(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	split := 1
	for split*2 < len(leaves) {
		split *= 2
	}
	return tlog.NodeHash(rootOf(leaves[:split]), rootOf(leaves[split:]))
}

func checkRecords(tree tlog.Tree, leaves []tlog.Hash, reader tlog.HashReader) error {
	step := 1 + tree.N/2000
	for index := int64(0); index < tree.N; index += step {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaves[index]); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

// checkTiles reads every hash of every tile through the authenticating reader.
func checkTiles(tree tlog.Tree, leaves []tlog.Hash, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		var indexes []int64
		for i := first; i < min(first+tileWidth, tree.N); i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, i))
		}
		stored, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, hash := range stored {
			if hash != leaves[first+int64(i)] {
				return fmt.Errorf("entry %d: the tile has another hash", first+int64(i))
			}
		}
	}
	return nil
}

func checkGrowth(tree tlog.Tree, leaves []tlog.Hash, reader tlog.HashReader) error {
	for _, size := range []int64{1, 2, 255, 256, 257, tree.N / 2, tree.N - 1, tree.N} {
		if size < 1 || size > tree.N {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, size, reader)
		if err != nil {
			return fmt.Errorf("growth from %d: %w", size, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, rootOf(leaves[:size])); err != nil {
			return fmt.Errorf("growth from %d: %w", size, err)
		}
	}
	return nil
}

func checkLog(folder, vkey string) error {
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	point, err := openCheckpoint(signed, vkey)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	leaves, err := readEntries(folder, point.tree.N)
	if err != nil {
		return err
	}
	if len(leaves) > 0 {
		if root := rootOf(leaves); root != point.tree.Hash {
			return fmt.Errorf("the entries give the root %v, signed is %v", root, point.tree.Hash)
		}
	}
	reader := tlog.TileHashReader(point.tree, &tiles{folder, map[string][]byte{}})
	for _, check := range []func(tlog.Tree, []tlog.Hash, tlog.HashReader) error{
		checkTiles, checkRecords, checkGrowth} {
		if err := check(point.tree, leaves, reader); err != nil {
			return err
		}
	}
	fmt.Printf("ok: %s, %d entries, root %v\n", point.origin, point.tree.N, point.tree.Hash)
	return nil
}

// checkReceipt reads a c2sp.org/tlog-proof@v1.
func checkReceipt(proofFile, entryFile, vkey string) error {
	proof, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	head, signed, found := bytes.Cut(proof, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" ||
		!strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return fmt.Errorf("bad hash %q", line)
		}
		path = append(path, tlog.Hash(hash))
	}
	point, err := openCheckpoint(signed, vkey)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(path, point.tree.N, point.tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("ok: entry %d is in %s\n", index, point.origin)
	return nil
}

func main() {
	if len(os.Args) != 3 && len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: ledger_go FOLDER VKEY [PROOF ENTRY]")
		os.Exit(2)
	}
	err := checkLog(os.Args[1], os.Args[2])
	if err == nil && len(os.Args) == 5 {
		err = checkReceipt(os.Args[3], os.Args[4], os.Args[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "ledger_go:", err)
		os.Exit(3)
	}
}
