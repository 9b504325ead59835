// SPDX-License-Identifier: Apache-2.0

// release_go ROOT < PROOFS
//
// A second opinion on proofs that a release holds a record, or does not: one JSON text a line in,
// "holds" or "refused: why" a line out. Standard library only, written from docs/formats/release.md.
// Root and path are computed by recursion as RFC 6962 defines them, not by the loop of RFC 9162.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
)

type leaf struct {
	Row   *string  `json:"row"`
	Index *uint64  `json:"index"`
	Path  []string `json:"path"`
}

type proof struct {
	Schema    string          `json:"schema"`
	Kind      string          `json:"kind"`
	Key       string          `json:"key"`
	Statement string          `json:"statement"`
	Signature string          `json:"signature"`
	Leaf      json.RawMessage `json:"leaf"`
	Left      json.RawMessage `json:"left"`
	Right     json.RawMessage `json:"right"`
}

type statement struct {
	Root   string `json:"root"`
	Salt   string `json:"salt"`
	Count  uint64 `json:"count"`
	Ledger struct {
		Vkey string `json:"vkey"`
	} `json:"ledger"`
}

func hash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// rootOf is the root of a tree of size leaves, of which leaf index hashes to node.
func rootOf(node []byte, index, size uint64, path [][]byte) ([]byte, error) {
	if size == 1 {
		if len(path) != 0 {
			return nil, errors.New("the path is too long")
		}
		return node, nil
	}
	if len(path) == 0 {
		return nil, errors.New("the path is too short")
	}
	split := uint64(1)
	for split*2 < size {
		split *= 2
	}
	rest, sibling := path[:len(path)-1], path[len(path)-1]
	if index < split {
		left, err := rootOf(node, index, split, rest)
		return hash([]byte{1}, left, sibling), err
	}
	right, err := rootOf(node, index-split, size-split, rest)
	return hash([]byte{1}, sibling, right), err
}

func digest(text string) ([]byte, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 || text != strings.ToLower(text) {
		return nil, fmt.Errorf("no SHA-256: %q", text)
	}
	return raw, nil
}

func placeOf(made statement, key string) []byte {
	salt, _ := digest(made.Salt)
	return hash(salt, []byte(key))
}

// checkLeaf gives key and index of a leaf whose path leads to the root.
func checkLeaf(raw json.RawMessage, made statement) (string, uint64, error) {
	var found leaf
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&found); err != nil {
		return "", 0, err
	}
	if found.Row == nil || found.Index == nil || found.Path == nil || *found.Index >= made.Count {
		return "", 0, errors.New("not a leaf")
	}
	var path [][]byte
	for _, text := range found.Path {
		sibling, err := digest(text)
		if err != nil {
			return "", 0, err
		}
		path = append(path, sibling)
	}
	root, err := rootOf(hash([]byte{0}, []byte(*found.Row)), *found.Index, made.Count, path)
	if err != nil {
		return "", 0, err
	}
	if hex.EncodeToString(root) != made.Root {
		return "", 0, errors.New("the path does not lead to the root")
	}
	var row struct {
		Key string `json:"key"`
	}
	err = json.Unmarshal([]byte(*found.Row), &row)
	return row.Key, *found.Index, err
}

// checkSignature checks the C2SP signed note over the digest of the statement.
func checkSignature(p proof, made statement) error {
	text := fmt.Sprintf("assay.release/1\nsha256:%x\n", hash([]byte(p.Statement)))
	parts := strings.Split(made.Ledger.Vkey, "+")
	if len(parts) < 3 {
		return errors.New("no verifier key")
	}
	name, id := parts[0], parts[1]
	typed, err := base64.StdEncoding.Strict().DecodeString(strings.Join(parts[2:], "+"))
	if err != nil || len(typed) != 33 || typed[0] != 1 {
		return errors.New("no Ed25519 key")
	}
	line := strings.TrimSuffix(strings.TrimPrefix(p.Signature, text+"\n\u2014 "+name+" "), "\n")
	signature, err := base64.StdEncoding.Strict().DecodeString(line)
	if err != nil || len(signature) != 68 || hex.EncodeToString(signature[:4]) != id ||
		p.Signature != text+"\n\u2014 "+name+" "+line+"\n" {
		return errors.New("not the note of that key")
	}
	if !ed25519.Verify(typed[1:], []byte(text), signature[4:]) {
		return errors.New("the signature is wrong")
	}
	return nil
}

func checkAbsent(p proof, made statement) error {
	place := placeOf(made, p.Key)
	before, end := uint64(0), made.Count
	if string(p.Left) != "null" {
		key, index, err := checkLeaf(p.Left, made)
		if err != nil {
			return err
		}
		if bytes.Compare(placeOf(made, key), place) >= 0 {
			return errors.New("the left neighbour is not to the left")
		}
		before = index + 1
	}
	if string(p.Right) != "null" {
		key, index, err := checkLeaf(p.Right, made)
		if err != nil {
			return err
		}
		if bytes.Compare(place, placeOf(made, key)) >= 0 {
			return errors.New("the right neighbour is not to the right")
		}
		end = index
	}
	if before != end {
		return errors.New("no neighbours")
	}
	return nil
}

func check(line []byte, root string) error {
	var p proof
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return err
	}
	var made statement
	if err := json.Unmarshal([]byte(p.Statement), &made); err != nil {
		return err
	}
	if made.Root != root || p.Schema != "assay.release.proof/1" {
		return errors.New("another root or schema")
	}
	if err := checkSignature(p, made); err != nil {
		return err
	}
	switch {
	case p.Kind == "member" && p.Leaf != nil && p.Left == nil && p.Right == nil:
		key, _, err := checkLeaf(p.Leaf, made)
		if err == nil && key != p.Key {
			err = errors.New("the row of another record")
		}
		return err
	case p.Kind == "absent" && p.Leaf == nil && p.Left != nil && p.Right != nil:
		return checkAbsent(p, made)
	}
	return errors.New("neither kind of proof")
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		if err := check(lines.Bytes(), os.Args[1]); err != nil {
			fmt.Printf("refused: %v\n", err)
		} else {
			fmt.Println("holds")
		}
	}
}
