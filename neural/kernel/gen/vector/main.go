// Command vector writes the loops over vectors:
//
//	go run ./vector -out ../vector_amd64.s -stubs ../vector_amd64.go -pkg kernel
//
// Every loop is written once and emitted for AVX-512 and AVX2. It works on
// whole vectors: n is a multiple of the width, and the caller's Go code, which
// is also the reference, does the rest.
package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	build.ConstraintExpr("amd64")
	for _, v := range []isa{avx512, avx2} {
		elementwise(v)
		reductions(v)
		exponentials(v)
		norms(v)
		adamW(v)
	}
	build.Generate()
}

// isa is a width of vectors.
type isa struct {
	suffix string
	bytes  int
	vector func() reg.VecVirtual
}

var (
	avx512 = isa{"AVX512", 64, build.ZMM}
	avx2   = isa{"AVX2", 32, build.YMM}
)

// function is one loop under construction.
type function struct {
	isa
	index reg.GPVirtual
	base  map[string]reg.Register
}

// begin opens a function whose pointers are walked together.
func (v isa) begin(name, signature, doc string, pointers ...string) *function {
	build.TEXT(name+v.suffix, build.NOSPLIT, signature)
	build.Pragma("noescape")
	build.Doc(name + v.suffix + " " + doc)
	f := &function{isa: v, base: map[string]reg.Register{}}
	for _, p := range pointers {
		f.base[p] = build.Load(build.Param(p), build.GP64())
	}
	return f
}

// loop runs body over n values.
func (f *function) loop(body func()) {
	n := build.Load(build.Param("n"), build.GP64())
	f.index = build.GP64()
	build.XORQ(f.index, f.index)
	build.CMPQ(n, operand.Imm(0))
	build.JE(operand.LabelRef("done"))
	build.Label("loop")
	body()
	build.ADDQ(operand.Imm(uint64(f.bytes/4)), f.index)
	build.CMPQ(f.index, n)
	build.JL(operand.LabelRef("loop"))
	build.Label("done")
}

// at is the memory of a pointer at the current index.
func (f *function) at(pointer string) operand.Mem {
	return operand.Mem{Base: f.base[pointer], Index: f.index, Scale: 4}
}

func (f *function) load(pointer string) reg.VecVirtual {
	r := f.vector()
	build.VMOVUPS(f.at(pointer), r)
	return r
}

func (f *function) store(r reg.VecVirtual, pointer string) { build.VMOVUPS(r, f.at(pointer)) }

// scalar is a float32 parameter in every lane.
func (f *function) scalar(name string) reg.VecVirtual {
	p, err := build.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	r := f.vector()
	build.VBROADCASTSS(p.Addr, r)
	return r
}

func (v isa) zero() reg.VecVirtual {
	r := v.vector()
	if v.bytes == 64 {
		build.VPXORD(r, r, r)
	} else {
		build.VXORPS(r, r, r)
	}
	return r
}

func (v isa) copy(a reg.VecVirtual) reg.VecVirtual {
	r := v.vector()
	build.VMOVAPS(a, r)
	return r
}

// end returns without a result.
func (f *function) end() {
	build.VZEROUPPER()
	build.RET()
}

// constants are vectors of one value in read-only memory, by name.
var constants = map[string]operand.Mem{}

// constant is a vector of one value.
func constant(name string, value float32) operand.Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := build.GLOBL(name, 8|16) // RODATA|NOPTR
	for i := range 16 {
		build.DATA(4*i, operand.F32(value))
	}
	constants[name] = m
	return m
}

// constantBits is a vector of one 32-bit pattern.
func constantBits(name string, value uint32) operand.Mem {
	if m, ok := constants[name]; ok {
		return m
	}
	m := build.GLOBL(name, 8|16)
	for i := range 16 {
		build.DATA(4*i, operand.U32(value))
	}
	constants[name] = m
	return m
}

// sum returns the sum of all lanes as the function's result.
func (f *function) sum(r reg.VecVirtual) { f.fold(r, build.VADDPS, build.VADDSS) }

// fold returns from the function with the combined lanes of r.
func (f *function) fold(r reg.VecVirtual, wide, one func(...operand.Op)) {
	x := f.lanes(r, wide, one)
	build.VZEROUPPER()
	build.Store(x, build.ReturnIndex(0))
	build.RET()
}

// lanes combines the lanes of r, halving the width each time, and gives the
// one that is left.
func (f *function) lanes(r reg.VecVirtual, wide, one func(...operand.Op)) reg.VecVirtual {
	var y reg.VecVirtual
	if f.bytes == 64 {
		lo := r.(interface{ AsY() reg.Register }).AsY()
		hi := build.YMM()
		build.VEXTRACTF64X4(operand.Imm(1), r, hi)
		wide(hi, lo, hi)
		y = hi
	} else {
		y = r
	}
	x := build.XMM()
	build.VEXTRACTF128(operand.Imm(1), y, x)
	wide(y.(interface{ AsX() reg.Register }).AsX(), x, x)
	t := build.XMM()
	build.VPERMILPD(operand.Imm(1), x, t)
	wide(t, x, x)
	build.VMOVSHDUP(x, t)
	one(t, x, x)
	return x
}
