package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/gofrs/flock"
)

// Store is a workspace's database. Its methods may be called from several
// goroutines; those that write wait for each other.
type Store struct {
	path string
	rule rule
	read pool
	lock *flock.Flock

	mu sync.Mutex // guards what follows
	w  *writer    // nil when opened for reading only, or closed
}

// Open opens the workspace database at path. For writing, it creates a
// missing file (not its folder) and holds the write lock until Close; a
// second writer gets an error naming the first, readers are not disturbed.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if err := opts.Dedupe.check(); err != nil {
		return nil, err
	}
	s := &Store{path: path}
	var err error
	if opts.ReadOnly {
		err = s.openReading(ctx, opts.Dedupe)
	} else {
		err = s.openWriting(ctx, opts.Dedupe)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// The page caches, in KiB. Writing touches the leaves of five trees at once;
// reading mostly walks along one.
const (
	writerCache = "cache_size=-32768"
	readerCache = "cache_size=-8192"
)

func (s *Store) openWriting(ctx context.Context, d Dedupe) error {
	lock, err := lockWriter(s.path)
	if err != nil {
		return err
	}
	s.lock = lock
	// Pages of 8 KiB halve the depth of the trees for the short rows of
	// headlines. NORMAL in WAL mode can lose the last batches when the power
	// fails, never part of one; a killed process loses nothing committed.
	c, err := open(s.path, "", "busy_timeout=10000", "page_size=8192")
	if err != nil {
		return err
	}
	s.w = newWriter(c)
	// Before the first write of any kind, and WAL mode is one.
	current, empty, err := inspect(ctx, c, s.path)
	if err == nil && !current && !empty {
		err = foreign(s.path, nil)
	}
	if err != nil {
		return err
	}
	for _, p := range [...]string{
		"journal_mode=WAL", "synchronous=NORMAL", writerCache, "temp_store=MEMORY",
		"wal_autocheckpoint=2000", "journal_size_limit=33554432",
	} {
		if err := c.once("PRAGMA " + p); err != nil {
			return explain(s.path, err)
		}
	}
	if !current {
		if err := create(c); err != nil {
			return explain(s.path, err)
		}
	}
	s.read.open = func() (*conn, error) { return openReader(s.path, "mode=ro") }
	if s.rule, err = settle(ctx, c, d, true); err != nil {
		return s.explain(err)
	}
	return s.explain(s.w.start(ctx, s.rule))
}

func (s *Store) openReading(ctx context.Context, d Dedupe) error {
	if _, err := os.Stat(s.path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("corpus: there is no workspace at %s: import something first, or check the path: %w", s.path, err)
		}
		return fmt.Errorf("corpus: open %s: %w", s.path, err)
	}
	query := "mode=ro"
	s.read.open = func() (*conn, error) { return openReader(s.path, query) }
	c, current, err := s.tryReading(ctx)
	if err != nil && s.unlogged() {
		// Beside a write-ahead log SQLite wants to create a file for shared
		// memory. In a folder that cannot be written, and with no log that
		// could change the file, it can be read as it lies.
		query = "mode=ro&immutable=1"
		c, current, err = s.tryReading(ctx)
	}
	if err != nil {
		return err
	}
	if current {
		s.rule, err = settle(ctx, c, d, false)
	} else {
		err = foreign(s.path, nil)
	}
	return errors.Join(s.explain(err), s.read.put(c))
}

func openReader(path, query string) (*conn, error) {
	return open(path, query, "busy_timeout=10000", readerCache, "temp_store=MEMORY")
}

func (s *Store) tryReading(ctx context.Context) (*conn, bool, error) {
	c, err := s.read.get()
	if err != nil {
		return nil, false, err
	}
	current, _, err := inspect(ctx, c, s.path)
	if err != nil {
		return nil, false, errors.Join(err, c.close())
	}
	return c, current, nil
}

// unlogged reports whether no write-ahead log lies beside the file.
func (s *Store) unlogged() bool {
	info, err := os.Stat(s.path + "-wal")
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// Close ends all use of the store and releases the write lock. A stream still
// running may finish; what begins after Close is an error.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	errs = append(errs, s.read.close())
	if s.w != nil {
		errs = append(errs, s.explain(s.w.c.close()))
		s.w = nil
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
		s.lock = nil
	}
	return errors.Join(errs...)
}

func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	return explain(s.path, err)
}

// reading lends fn a connection that sees one state of the database from
// its first query to the last.
func (s *Store) reading(fn func(c *conn) error) error {
	c, err := s.read.get()
	if err != nil {
		return err
	}
	err = c.once("BEGIN")
	if err == nil {
		err = errors.Join(fn(c), c.once("ROLLBACK"))
	}
	return errors.Join(s.explain(err), s.read.put(c))
}

// writing runs fn in one transaction: all of it is kept, or nothing.
func (s *Store) writing(fn func(w *writer) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w == nil {
		return fmt.Errorf("corpus: %s is open for reading only, or closed: open it for writing", s.path)
	}
	return s.explain(s.w.transaction(fn))
}
