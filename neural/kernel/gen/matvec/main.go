// Command matvec writes the loops of products of a matrix and one vector:
//
//	go run ./matvec -out ../matvec_amd64.s -stubs ../matvec_amd64.go -pkg kernel
//
// They wait for memory, not for arithmetic: a row of weights is used once and
// comes from the third-level cache or from memory. So a loop is long, and asks
// for rows well before it needs them.
package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	build.ConstraintExpr("amd64")
	for _, v := range []isa{avx512, avx2} {
		rowProducts(v)
		columnSums(v)
	}
	rowProductsInt8()
	quantize()
	build.Generate()
}

// isa is a width of vectors.
type isa struct {
	name   string
	bytes  int
	vector func() reg.VecVirtual
}

var (
	avx512 = isa{"AVX512", 64, build.ZMM}
	avx2   = isa{"AVX2", 32, build.YMM}
)

// width is the number of float32 values in a vector.
func (v isa) width() int { return v.bytes / 4 }

func (v isa) zeros(n int) []reg.VecVirtual {
	out := make([]reg.VecVirtual, n)
	for i := range out {
		out[i] = v.vector()
		build.VXORPS(out[i], out[i], out[i])
	}
	return out
}

func text(name, signature, doc string) {
	build.TEXT(name, build.NOSPLIT, signature)
	build.Pragma("noescape")
	build.Doc(name + " " + doc)
}

func param(name string) reg.GPVirtual {
	return build.Load(build.Param(name), build.GP64()).(reg.GPVirtual)
}

// rowsOf are the addresses of four rows from the first, stride bytes apart.
func rowsOf(first, stride reg.GPVirtual) [4]reg.GPVirtual {
	rows := [4]reg.GPVirtual{first}
	for i := 1; i < 4; i++ {
		rows[i] = build.GP64()
		build.LEAQ(operand.Mem{Base: rows[i-1], Index: stride, Scale: 1}, rows[i])
	}
	return rows
}

// skip moves to the next four rows.
func skip(rows [4]reg.GPVirtual, stride reg.GPVirtual) {
	for _, r := range rows {
		build.LEAQ(operand.Mem{Base: r, Index: stride, Scale: 4}, r)
	}
}

// lanes are those of the last vector that exist.
type lanes struct {
	v isa
	k reg.OpmaskVirtual
	y reg.VecVirtual // AVX2's mask
}

// newLanes keeps the first left ones, fewer than a vector's.
func newLanes(v isa, left reg.GPVirtual) lanes {
	l := lanes{v: v}
	index := v.vector()
	if v.bytes == 64 {
		l.k = build.K()
		build.VPBROADCASTD(left.As32(), index)
		build.VPCMPGTD(numbers(), index, l.k)
		return l
	}
	x := build.XMM()
	build.VMOVD(left.As32(), x)
	build.VPBROADCASTD(x, index)
	l.y = v.vector()
	build.VPCMPGTD(numbers(), index, l.y)
	return l
}

// load reads the lanes that exist, zero for the others.
func (l lanes) load(from operand.Mem) reg.VecVirtual {
	r := l.v.vector()
	if l.v.bytes == 64 {
		build.VMOVUPS_Z(from, l.k, r)
	} else {
		build.VMASKMOVPS(from, l.y, r)
	}
	return r
}

func (l lanes) store(r reg.VecVirtual, to operand.Mem) {
	if l.v.bytes == 64 {
		build.VMOVUPS(r, l.k, to)
	} else {
		build.VMASKMOVPS(r, l.y, to)
	}
}

var counting *operand.Mem

// numbers is 0, 1, 2, ... 15.
func numbers() operand.Mem {
	if counting == nil {
		m := build.GLOBL("matvecLanes", 8|16) // RODATA|NOPTR
		for i := range 16 {
			build.DATA(4*i, operand.U32(i))
		}
		counting = &m
	}
	return *counting
}

func ret() {
	build.VZEROUPPER()
	build.RET()
}

func label(name string) operand.LabelRef { return operand.LabelRef(name) }

// imm is an immediate operand of 8 bits where that is enough, else 32.
func imm(n int) operand.Constant {
	if n < 256 {
		return operand.U8(n)
	}
	return operand.U32(n)
}
