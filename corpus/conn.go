package corpus

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// conn is one connection to the database with its prepared statements. It
// speaks to the driver directly: database/sql would add a third to the cost
// of a row. Only one goroutine may use it at a time.
//
// Statements run without the caller's context, which would start a goroutine
// for each; whoever loops looks at the context between rows or batches.
type conn struct {
	c     driver.Conn
	stmts map[string]driver.Stmt
	args  []driver.NamedValue
}

// open connects to the database file at path; pragmas are run in order.
func open(path, query string, pragmas ...string) (*conn, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("corpus: find %s: %w", path, err)
	}
	p := filepath.ToSlash(abs)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // a drive letter
	}
	dsn := (&url.URL{Scheme: "file", Path: p, RawQuery: query}).String()
	dc, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, explain(path, err)
	}
	c := &conn{c: dc, stmts: map[string]driver.Stmt{}}
	for _, p := range pragmas {
		if err := c.once("PRAGMA " + p); err != nil {
			c.close()
			return nil, explain(path, err)
		}
	}
	return c, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

// once runs SQL that will not come again; it may hold several statements.
func (c *conn) once(sql string) error {
	e, ok := c.c.(driver.ExecerContext)
	if !ok {
		return errors.New("sqlite driver cannot execute")
	}
	_, err := e.ExecContext(context.Background(), sql, nil)
	return err
}

func (c *conn) prepare(sql string) (driver.Stmt, error) {
	if s := c.stmts[sql]; s != nil {
		return s, nil
	}
	s, err := c.c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	c.stmts[sql] = s
	return s, nil
}

// bind fills the connection's argument list, which the driver copies from.
func (c *conn) bind(args []driver.Value) []driver.NamedValue {
	c.args = c.args[:0]
	for i, a := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.args
}

// exec runs a prepared statement that returns no rows.
func (c *conn) exec(sql string, args ...driver.Value) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	e, ok := s.(driver.StmtExecContext)
	if !ok {
		return errors.New("sqlite driver cannot execute statements")
	}
	_, err = e.ExecContext(context.Background(), c.bind(args))
	return err
}

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 256

// each runs a query and calls fn with every row. The slice is used again for
// the next row. A query may not run inside itself.
func (c *conn) each(ctx context.Context, sql string, args []driver.Value, fn func(row []driver.Value) error) (err error) {
	cur, err := c.query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cur.close()) }()
	for {
		row, err := cur.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(row); err != nil {
			return err
		}
	}
}

// cursor is a running query.
type cursor struct {
	ctx  context.Context
	rows driver.Rows
	row  []driver.Value
	n    int
}

func (c *conn) query(ctx context.Context, sql string, args ...driver.Value) (*cursor, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return nil, err
	}
	q, ok := s.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.New("sqlite driver cannot query statements")
	}
	rows, err := q.QueryContext(context.Background(), c.bind(args))
	if err != nil {
		return nil, err
	}
	return &cursor{ctx: ctx, rows: rows, row: make([]driver.Value, len(rows.Columns()))}, nil
}

// next returns the next row, valid until the one after, or io.EOF.
func (k *cursor) next() ([]driver.Value, error) {
	if k.n%checkEvery == 0 {
		if err := k.ctx.Err(); err != nil {
			return nil, err
		}
	}
	k.n++
	return k.row, k.rows.Next(k.row)
}

func (k *cursor) close() error { return k.rows.Close() }

// first returns the first row of a query, nil when there is none.
func (c *conn) first(ctx context.Context, sql string, args ...driver.Value) ([]driver.Value, error) {
	cur, err := c.query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	row, err := cur.next()
	if err == io.EOF {
		row, err = nil, nil
	}
	return row, errors.Join(err, cur.close())
}

// number returns the integer a query yields, 0 when it yields nothing.
func (c *conn) number(ctx context.Context, sql string, args ...driver.Value) (int64, error) {
	row, err := c.first(ctx, sql, args...)
	if err != nil || row == nil {
		return 0, err
	}
	return integer(row[0]), nil
}

// integer reads an integer column; NULL is 0.
func integer(v driver.Value) int64 {
	i, _ := v.(int64)
	return i
}

// float reads a floating-point column; NULL is 0.
func float(v driver.Value) float64 {
	f, _ := v.(float64)
	return f
}

// str reads a text column; NULL, which stands for it in the file, is "".
func str(v driver.Value) string {
	s, _ := v.(string)
	return s
}

// orNull stores "" as NULL, which takes no space and binds without a copy.
func orNull(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// pool keeps connections for reading. Each reader has one to itself.
type pool struct {
	open func() (*conn, error)

	mu     sync.Mutex
	free   []*conn
	closed bool
}

// errClosed says that a store was used after Close.
var errClosed = errors.New("corpus: the store is closed")

func (p *pool) get() (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		return c, nil
	}
	return p.open()
}

// maxIdle is how many idle connections are kept; each holds a page cache.
const maxIdle = 4

func (p *pool) put(c *conn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.free) >= maxIdle {
		return c.close()
	}
	p.free = append(p.free, c)
	return nil
}

func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for _, c := range p.free {
		errs = append(errs, c.close())
	}
	p.free = nil
	return errors.Join(errs...)
}
