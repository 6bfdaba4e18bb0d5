package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// generator collects the functions of one file.
type generator struct {
	*build.Context
	data  data
	loops []signature
}

// function is one loop under construction at one width.
type function struct {
	*build.Context
	isa
	data       data
	pointers   map[string]pointer
	inRegister map[string]reg.VecVirtual // constants
	wanted     []wanted
	hoisted    bool // all constants are in registers by now

	n, index reg.GPVirtual
	part     int        // which vector of a round of the unrolled loop
	tail     *condition // the lanes that exist, in the last values' loop
	loops    int
}

type pointer struct {
	base reg.Register
	size int // of an element, in bytes
}

// define emits a loop for both widths. The signature is that of the Go
// function: slices of the first one's length.
func (g *generator) define(name, sig, doc string, program func(f *function)) {
	s := parseSignature(name, sig, doc)
	g.loops = append(g.loops, s)
	for _, v := range []isa{avx512, avx2} {
		draft := begin(build.NewContext(), data{}, v, s)
		program(draft)

		f := begin(g.Context, g.data, v, s)
		for _, w := range draft.wanted {
			r := f.heldBits(w.name, w.bits)
			f.VBROADCASTSS(f.data.of(f.Context, w.name, w.bits), r)
		}
		f.hoisted = true
		program(f)
	}
}

func begin(c *build.Context, d data, v isa, s signature) *function {
	c.Function(s.name + v.suffix)
	c.Attributes(attr.NOSPLIT)
	c.SignatureExpr(s.assembly())
	c.Pragma("noescape")
	c.Doc(s.name + v.suffix + " " + s.doc)
	f := &function{Context: c, isa: v, data: d, pointers: map[string]pointer{}, inRegister: map[string]reg.VecVirtual{}}
	for _, p := range s.params {
		if p.slice() || strings.HasPrefix(p.kind, "*") {
			size := 4
			if strings.HasSuffix(p.kind, "uint16") {
				size = 2
			}
			f.pointers[p.name] = pointer{c.Load(c.Param(p.name), c.GP64()), size}
		}
	}
	f.n = c.Load(c.Param("n"), c.GP64()).(reg.GPVirtual)
	return f
}

// loop runs body over n values: rounds of so many vectors, then single vectors
// of which only the lanes that exist are read and written.
func (f *function) loop(unroll int, body func()) {
	left := f.GP64()
	f.index = f.GP64()
	f.XORQ(f.index, f.index)
	f.MOVQ(f.n, left)
	done := f.rounds(left, unroll, body)
	last := fmt.Sprint("last", f.loops)
	f.ADDQ(operand.Imm(uint64(unroll*f.width())), left)
	f.JLE(operand.LabelRef(done))
	f.Label(last)
	f.tail = f.firstLanes(left)
	body()
	f.tail = nil
	f.ADDQ(operand.Imm(uint64(f.width())), f.index)
	f.SUBQ(operand.Imm(uint64(f.width())), left)
	f.JG(operand.LabelRef(last))
	f.Label(done)
}

// rounds is the unrolled loop, for the whole rounds there are in left; it ends
// with left less than 0 by what is missing to a round. It returns the label
// for the end of everything.
func (f *function) rounds(left reg.GPVirtual, unroll int, body func()) (done string) {
	f.loops++
	round, rest := fmt.Sprint("round", f.loops), fmt.Sprint("rest", f.loops)
	step := operand.Imm(uint64(unroll * f.width()))
	f.SUBQ(step, left)
	f.JL(operand.LabelRef(rest))
	f.Label(round)
	for f.part = range unroll {
		body()
	}
	f.part = 0
	f.ADDQ(step, f.index)
	f.SUBQ(step, left)
	f.JGE(operand.LabelRef(round))
	f.Label(rest)
	return fmt.Sprint("done", f.loops)
}

// firstLanes holds for the lanes below left.
func (f *function) firstLanes(left reg.GPVirtual) *condition {
	l := f.everywhere(left)
	c := f.condition()
	f.VPCMPGTD(f.data.lanes(f.Context), l, c.register)
	return &c
}

// everywhere copies the low 32 bits of r to all lanes.
func (f *function) everywhere(r reg.GPVirtual) reg.VecVirtual {
	l := f.vector()
	if f.bytes == 64 {
		f.VPBROADCASTD(r.As32(), l)
	} else {
		x := f.XMM()
		f.VMOVD(r.As32(), x)
		f.VPBROADCASTD(x, l)
	}
	return l
}

func (f *function) memory(name string) operand.Mem {
	p := f.pointers[name]
	return f.from(p.base, p.size)
}

func (f *function) from(base reg.Register, size int) operand.Mem {
	return operand.Mem{Base: base, Index: f.index, Scale: uint8(size), Disp: f.part * f.width() * size}
}

// at is a slice's values at the current place, as an operand to read from;
// lanes that do not exist are 0.
func (f *function) at(name string) operand.Op { return f.masked(f.memory(name)) }

func (f *function) masked(m operand.Mem) operand.Op {
	if f.tail == nil {
		return m
	}
	r := f.vector()
	if f.bytes == 64 {
		f.VMOVUPS_Z(m, f.tail.register, r)
	} else {
		f.VMASKMOVPS(m, f.tail.register, r)
	}
	return r
}

// load is at in a register.
func (f *function) load(name string) reg.VecVirtual {
	op := f.at(name)
	if r, ok := op.(reg.VecVirtual); ok {
		return r
	}
	return f.copy(op)
}

func (f *function) store(r reg.VecVirtual, name string) {
	switch {
	case f.tail == nil:
		f.VMOVUPS(r, f.memory(name))
	case f.bytes == 64:
		f.VMOVUPS(r, f.tail.register, f.memory(name))
	default:
		f.VMASKMOVPS(r, f.tail.register, f.memory(name))
	}
}

// existing clears the lanes of r beyond the end, where a body's result for
// them is not 0 and would be added.
func (f *function) existing(r reg.VecVirtual) {
	if f.tail != nil {
		f.only(*f.tail, r)
	}
}

// scalar is a 32-bit parameter in every lane.
func (f *function) scalar(name string) reg.VecVirtual {
	p, err := f.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	r := f.vector()
	f.VBROADCASTSS(p.Addr, r)
	return r
}

// end returns, with results already stored.
func (f *function) end() {
	f.VZEROUPPER()
	f.RET()
}

// signature is a Go function's.
type signature struct {
	name, doc string
	params    []param
	results   []param
}

type param struct{ name, kind string }

func (p param) slice() bool { return strings.HasPrefix(p.kind, "[]") }

func parseSignature(name, sig, doc string) signature {
	e, err := parser.ParseExpr(sig)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	t := e.(*ast.FuncType)
	return signature{name, doc, fields(sig, t.Params), fields(sig, t.Results)}
}

func fields(sig string, list *ast.FieldList) (params []param) {
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		kind := sig[f.Type.Pos()-1 : f.Type.End()-1]
		for _, n := range f.Names {
			params = append(params, param{n.Name, kind})
		}
	}
	return params
}

// assembly is the signature with a pointer for each slice, and their length n.
func (s signature) assembly() string {
	var list []string
	for _, p := range s.params {
		list = append(list, p.name+" "+strings.Replace(p.kind, "[]", "*", 1))
	}
	return "func(" + strings.Join(append(list, "n int"), ", ") + ")" + s.returns()
}

func (s signature) returns(more ...param) string {
	var list []string
	for _, p := range append(s.results[:len(s.results):len(s.results)], more...) {
		list = append(list, p.name+" "+p.kind)
	}
	if list == nil {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}
