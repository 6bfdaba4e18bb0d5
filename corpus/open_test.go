package corpus

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hemline/text"
)

// wantError checks that an error says all of the words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestOneWriterManyReaders(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a b?c#%20.db") // nothing in a name is special
	w, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := child(ctx, "open", path).CombinedOutput()
	if err == nil {
		t.Fatalf("a second process opened for writing: %s", out)
	}
	wantError(t, errors.New(string(out)), "another process is writing to "+path, "pid "+strconv.Itoa(os.Getpid()), "wait for it")

	r, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	add(t, w, titled(1, day(0), text.Simplified, "灰色羊毛大衣"))
	seen := 0
	err = r.Appearances(ctx, time.Time{}, func(Appearance) error {
		if seen++; seen == 1 { // while a reader is in the middle
			add(t, w, titled(2, day(1), text.Simplified, "马面裙走红"))
		}
		return nil
	})
	if err != nil || seen != 1 {
		t.Errorf("reader saw %d rows, error %v, want the 1 there was when it began", seen, err)
	}
	if st, err := r.Stats(ctx); err != nil || st.Documents != 2 {
		t.Errorf("reader now has %d documents, error %v", st.Documents, err)
	}
	_, err = r.Add(ctx, []Entry{titled(3, day(0), text.English, "A coat")}, nil)
	wantError(t, err, "reading only")
	if err := errors.Join(r.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if out, err := child(ctx, "open", path).CombinedOutput(); err != nil {
		t.Errorf("after Close another process cannot write: %s", out)
	}
	_, err = w.Stats(ctx)
	wantError(t, err, "closed")
	_, err = w.Add(ctx, nil, nil)
	wantError(t, err, "closed")
}

func TestOpenErrors(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	edited := func(name string, sql string) string {
		p := filepath.Join(dir, name)
		c, err := open(p, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(c.once(sql), c.close()); err != nil {
			t.Fatal(err)
		}
		return p
	}
	notes := []byte(strings.Repeat("shopping list: buttons, thread\n", 400))
	for _, c := range [...]struct {
		name, path string
		write      bool
		words      []string
	}{
		{"no folder", filepath.Join(dir, "none", "h.db"), true, []string{"none", "folder exists"}},
		{"a folder", dir, true, []string{dir}},
		{"nothing to read", filepath.Join(dir, "none.db"), false, []string{"no workspace at", "import something first"}},
		{"not a database", file("notes.txt", notes), true, []string{"not a Hemline workspace", "choose another path"}},
		{"not a database, reading", file("notes2.txt", notes), false, []string{"not a Hemline workspace"}},
		{"another program's", edited("bird.db", "CREATE TABLE birds (name); INSERT INTO birds VALUES ('jay')"), true, []string{"not a Hemline workspace"}},
		{"newer", edited("newer.db", "PRAGMA application_id=1214606700; PRAGMA user_version=99; CREATE TABLE x (y)"), true, []string{"another version of Hemline", "schema 99"}},
		{"newer, reading", filepath.Join(dir, "newer.db"), false, []string{"another version of Hemline"}},
		{"empty, reading", file("empty.db", nil), false, []string{"not a Hemline workspace"}},
	} {
		before, _ := os.ReadFile(c.path)
		s, err := Open(ctx, c.path, Options{ReadOnly: !c.write})
		if err == nil {
			s.Close()
		}
		t.Run(c.name, func(t *testing.T) { wantError(t, err, append(c.words, "corpus: ")...) })
		if after, _ := os.ReadFile(c.path); string(after) != string(before) {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
	if applicationID != 1214606700 {
		t.Error("the test of newer versions uses another application id")
	}
}

// TestReadOnlyFolder reads a workspace in a folder nobody may write to, and
// fails to write with an error that says why. To root every folder is
// writable, so the store then runs in a process of somebody else.
func TestReadOnlyFolder(t *testing.T) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "corpus-readonly")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod(dir, 0o755), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(dir, "h.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, titled(1, day(0), text.English, "A wide coat"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "corpus.test")
	if err := errors.Join(os.WriteFile(program, self, 0o755), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	run := func(mode string) string {
		cmd := child(ctx, mode, path)
		cmd.Path = program
		if os.Geteuid() == 0 {
			setpriv, err := exec.LookPath("setpriv")
			if err != nil {
				t.Skip("running as root, for whom no folder is read-only: setpriv (Debian's util-linux, in CI) is not installed to run as somebody else")
			}
			cmd.Path, cmd.Args = setpriv, append([]string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program}, cmd.Args[1:]...)
		}
		out, _ := cmd.CombinedOutput() // what it printed says how it ended
		return string(out)
	}
	wantError(t, errors.New(run("open")), "corpus: lock "+path, "permission denied", "for reading only")
	if out := run("read"); out != "stories 1 <nil> <nil>\n" {
		t.Errorf("reading gave %q", out)
	}
}

func TestDamagedFile(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "h.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	entries, _ := childBatch(0)
	add(t, s, entries...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 8192; i < len(b); i++ {
		b[i] = 0x5A
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err = Open(ctx, path, Options{ReadOnly: true})
	if err == nil {
		_, err = s.Stats(ctx)
		s.Close()
	}
	wantError(t, err, "damaged", "restore it from a backup")
}

// A disk that fills up in the middle of a batch: SQLite meets a limit on the
// number of pages the way it meets the end of a disk.
func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	s := newStore(t, Options{})
	first, _ := childBatch(0)
	add(t, s, first...)
	want := digest(t, s)
	if err := s.w.c.once("PRAGMA max_page_count=1"); err != nil { // as small as it already is
		t.Fatal(err)
	}
	var err error
	for b := 1; b < 10 && err == nil; b++ {
		entries, rejects := childBatch(b)
		for i := range entries {
			entries[i].Document.Body = strings.Repeat("A wide coat over a narrow skirt. ", 40)
		}
		_, err = s.Add(ctx, entries, rejects)
	}
	wantError(t, err, "disk is full", "run the command again")
	if got := digest(t, s); got != want {
		t.Error("something of the failed batch was kept")
	}
	if err := s.w.c.once("PRAGMA max_page_count=4294967294"); err != nil {
		t.Fatal(err)
	}
	entries, _ := childBatch(1)
	again := add(t, s, entries...)
	if again.Documents == 0 {
		t.Errorf("after space was freed: %+v", again)
	}
	if err := s.w.group.check(storiesOf(t, s)); err != nil {
		t.Error(err)
	}
}

func TestCanceled(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(context.Background())
	s := newStore(t, Options{})
	cancel()
	entries, _ := childBatch(0)
	if _, err := s.Add(ctx, entries, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Add of a canceled import: %v", err)
	}
	if st, err := s.Stats(context.Background()); err != nil || st.Documents != 0 {
		t.Errorf("%d documents kept, error %v", st.Documents, err)
	}
	add(t, s, entries...)
	ctx, cancel = context.WithCancel(context.Background())
	if err := s.Appearances(ctx, time.Time{}, func(Appearance) error { cancel(); return nil }); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("canceled stream: %v", err)
	}
	stop := errors.New("enough")
	if err := s.Appearances(context.Background(), time.Time{}, func(Appearance) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a stream ends with %v, want its callback's error", err)
	}
	s.Close()
}

func TestDedupeIsFixed(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "h.db")
	for i, c := range [...]struct {
		d    Dedupe
		want string
	}{
		{Dedupe{Similarity: 0.9, Window: time.Hour}, ""},
		{Dedupe{}, ""},
		{Dedupe{Similarity: 0.9}, ""},
		{Dedupe{Similarity: 0.8}, "made with dedupe.similarity 0.9"},
		{Dedupe{Window: 2 * time.Hour}, "dedupe.window 3600"},
		{Dedupe{Similarity: 1.5}, "must be in"},
	} {
		s, err := Open(ctx, path, Options{Dedupe: c.d})
		if c.want != "" {
			wantError(t, err, c.want)
			continue
		}
		if err != nil {
			t.Fatalf("open %d: %v", i, err)
		}
		if s.rule.similarity != 0.9 || s.rule.window != 3600 || s.rule.containment != defaultContainment {
			t.Errorf("open %d: rule %+v", i, s.rule)
		}
		s.Close()
	}
}
