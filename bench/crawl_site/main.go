// SPDX-License-Identifier: Apache-2.0

// A site for crawl benchmarks, made when it starts and answered from memory: linked pages over many
// hosts (addresses of 127.0.0.0/8), and one page that lists pictures. It prints its port and runs
// until its standard input ends.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

var words = strings.Fields(`harbour lantern copper meadow signal timber window garden bottle market
	ribbon saddle velvet winter anchor basket candle dragon engine feather glacier hammer island jacket
	kettle ladder mirror needle orchard pepper quarry river silver tunnel umbrella valley walnut yellow`)

type site struct {
	port     int
	hosts    int
	pages    [][]byte
	robots   []byte // nil: there is none
	list     []byte
	picture  []byte
	pictures int
}

func (s *site) address(page int) string {
	return fmt.Sprintf("http://127.0.0.%d:%d/page/%d", 2+page%s.hosts, s.port, page)
}

func sentence(random *rand.Rand) string {
	chosen := make([]string, 8+random.Intn(8))
	for i := range chosen {
		chosen[i] = words[random.Intn(len(words))]
	}
	return strings.ToUpper(chosen[0][:1]) + chosen[0][1:] + " " + strings.Join(chosen[1:], " ") + ". "
}

// makePage: its links lead on to all pages in a few steps, and each page is named by as many.
func (s *site) makePage(number, links, size int) []byte {
	random := rand.New(rand.NewSource(int64(number)))
	var page strings.Builder
	fmt.Fprintf(&page, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"+
		"<title>Page %d</title><meta name=\"description\" content=\"%s\"></head>\n<body>\n", number, sentence(random))
	for i := 1; i <= links; i++ {
		target := (number*links + i) % len(s.pages)
		fmt.Fprintf(&page, "<p>%s<a href=\"%s\">%s</a></p>\n", sentence(random), s.address(target), words[i%len(words)])
	}
	for page.Len() < size {
		fmt.Fprintf(&page, "<p class=\"text\">%s%s</p>\n", sentence(random), sentence(random))
	}
	page.WriteString("</body></html>\n")
	return []byte(page.String())
}

// makePicture: noise over a slope, which a JPEG of this quality stores in about 50 kB.
func makePicture() []byte {
	const width, height = 640, 480
	random := rand.New(rand.NewSource(1))
	made := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			noise := uint8(random.Intn(28))
			made.Set(x, y, color.RGBA{uint8(x/4) + noise, uint8(y/4) + noise, uint8((x+y)/8) + noise, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, made, &jpeg.Options{Quality: 75}); err != nil {
		log.Fatal(err)
	}
	return out.Bytes()
}

// numbered: the same picture with its number in a comment, so that no two have the same bytes.
func (s *site) numbered(number int) []byte {
	comment := []byte{0xff, 0xfe, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint64(comment[4:], uint64(number))
	return append(append(append([]byte{}, s.picture[:2]...), comment...), s.picture[2:]...)
}

func (s *site) ServeHTTP(out http.ResponseWriter, request *http.Request) {
	send := func(kind string, body []byte) {
		out.Header().Set("Content-Type", kind)
		out.Header().Set("Content-Length", strconv.Itoa(len(body)))
		out.Write(body)
	}
	path := request.URL.Path
	last, _ := strconv.Atoi(strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".jpg"))
	switch {
	case strings.HasPrefix(path, "/page/") && last < len(s.pages):
		send("text/html; charset=utf-8", s.pages[last])
	case strings.HasPrefix(path, "/picture/") && last < s.pictures:
		send("image/jpeg", s.numbered(last))
	case path == "/list":
		send("text/html; charset=utf-8", s.list)
	case path == "/robots.txt" && s.robots != nil:
		send("text/plain; charset=utf-8", s.robots)
	default:
		http.NotFound(out, request)
	}
}

func main() {
	pages := flag.Int("pages", 2000, "")
	hosts := flag.Int("hosts", 20, "1 to 250: 127.0.0.2 and the next")
	links := flag.Int("links", 20, "of a page")
	size := flag.Int("bytes", 8000, "of a page, about")
	pictures := flag.Int("pictures", 2000, "")
	rules := flag.Int("rules", 0, "of robots.txt, none of which forbids a page; 0: no robots.txt")
	flag.Parse()
	listener, err := net.Listen("tcp4", ":0")
	if err != nil {
		log.Fatal(err)
	}
	s := &site{port: listener.Addr().(*net.TCPAddr).Port, hosts: *hosts, pages: make([][]byte, *pages),
		picture: makePicture(), pictures: *pictures}
	for number := range s.pages {
		s.pages[number] = s.makePage(number, *links, *size)
	}
	var list strings.Builder
	list.WriteString("<!doctype html>\n<html lang=\"en\"><head><title>Pictures</title></head><body>\n")
	for number := range s.pictures {
		fmt.Fprintf(&list, "<img src=\"http://127.0.0.%d:%d/picture/%d.jpg\" alt=\"\">\n", 2+number%s.hosts, s.port, number)
	}
	list.WriteString("</body></html>\n")
	s.list = []byte(list.String())
	if *rules > 0 {
		var robots strings.Builder
		robots.WriteString("User-agent: *\n")
		for rule := range *rules {
			fmt.Fprintf(&robots, "Disallow: /private/%d/*%s\n", rule, words[rule%len(words)])
		}
		s.robots = []byte(robots.String())
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(s.port, len(s.picture))
	log.Fatal(http.Serve(listener, s))
}
