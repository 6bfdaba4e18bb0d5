// Command gemm writes the matrix product's micro-kernels:
//
//	go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg kernel
//
// A micro-kernel multiplies a few rows of a with a packed panel of b, keeping
// the sums in registers over the whole depth (Goto and van de Geijn 2008). The
// rows of a are read where they lie, through two strides, so that only b is
// ever copied.
package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	build.ConstraintExpr("amd64")
	for rows := 1; rows <= 12; rows++ {
		microKernel(avx512, rows)
	}
	for rows := 1; rows <= 6; rows++ {
		microKernel(avx2, rows)
	}
	transpose16()
	packRows()
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

// columns is the width of a packed panel of b, in vectors.
const columns = 2

// microKernel writes the product of rows rows with a panel of b two vectors
// wide. 12 rows of AVX-512 fill 24 of 32 registers with sums, 6 rows of AVX2
// 12 of 16: enough to cover the latency of FMA (4 cycles, 2 a cycle) twice.
func microKernel(v isa, rows int) {
	name := fmt.Sprintf("tile%s_%d", v.name, rows)
	build.TEXT(name, build.NOSPLIT, "func(depth int, a *float32, rowStride, colStride uintptr, b, c *float32, ldc uintptr, alpha float32, add int, mask0, mask1 uint16)")
	build.Pragma("noescape")
	build.Doc(name + " computes c = alpha*a*b, added to c when add is not 0. Strides are in bytes.")
	depth := build.Load(build.Param("depth"), build.GP64())
	a := build.Load(build.Param("a"), build.GP64())
	row := build.Load(build.Param("rowStride"), build.GP64())
	col := build.Load(build.Param("colStride"), build.GP64())
	b := build.Load(build.Param("b"), build.GP64())

	at := rowAddresses(a, row, rows)
	sums := make([][columns]reg.VecVirtual, rows)
	for i := range sums {
		for j := range columns {
			sums[i][j] = v.vector()
			zero(v, sums[i][j])
		}
	}
	build.TESTQ(depth, depth)
	build.JZ(operand.LabelRef("sum"))
	build.Label("loop")
	var panel [columns]reg.VecVirtual
	for j := range panel {
		panel[j] = v.vector()
		build.VMOVUPS(operand.Mem{Base: b, Disp: j * v.bytes}, panel[j])
	}
	scalars := [2]reg.VecVirtual{v.vector(), v.vector()}
	for i := range rows {
		s := scalars[i%2]
		build.VBROADCASTSS(at[i], s)
		for j := range panel {
			build.VFMADD231PS(panel[j], s, sums[i][j])
		}
	}
	build.ADDQ(col, a)
	build.ADDQ(operand.Imm(uint64(columns*v.bytes)), b)
	build.DECQ(depth)
	build.JNZ(operand.LabelRef("loop"))

	build.Label("sum")
	alpha := v.vector()
	alphaAddr, err := build.Param("alpha").Resolve()
	if err != nil {
		panic(err)
	}
	build.VBROADCASTSS(alphaAddr.Addr, alpha)
	c := build.Load(build.Param("c"), build.GP64())
	ldc := build.Load(build.Param("ldc"), build.GP64())
	add := build.Load(build.Param("add"), build.GP64())
	write := writer(v, c, ldc, alpha, sums)
	build.TESTQ(add, add)
	build.JZ(operand.LabelRef("store"))
	write(true)
	build.Label("store")
	write(false)
}

// rowAddresses gives the address of each row's value at the current depth.
func rowAddresses(a, row reg.Register, rows int) []operand.Mem {
	at := []operand.Mem{{Base: a}}
	odd := map[int]reg.Register{1: row}
	for i := 1; i < rows; i++ {
		factor, scale := i, 1
		for factor%2 == 0 && scale < 8 {
			factor, scale = factor/2, scale*2
		}
		if odd[factor] == nil { // 3, 5, 7, 9, 11: made from the one before
			r := build.GP64()
			build.LEAQ(operand.Mem{Base: odd[factor-2].(reg.Register), Index: row, Scale: 2}, r)
			odd[factor] = r
		}
		at = append(at, operand.Mem{Base: a, Index: odd[factor], Scale: uint8(scale)})
	}
	return at
}

func zero(v isa, r reg.VecVirtual) {
	if v.bytes == 64 {
		build.VPXORD(r, r, r)
	} else {
		build.VXORPS(r, r, r)
	}
}

// writer returns what writes the sums to c and leaves the function. AVX-512
// masks the columns beyond the edge; with AVX2 the caller sees to whole tiles.
func writer(v isa, c, ldc reg.Register, alpha reg.VecVirtual, sums [][columns]reg.VecVirtual) func(add bool) {
	if v.bytes == 64 {
		m0 := build.Load(build.Param("mask0"), build.GP32())
		m1 := build.Load(build.Param("mask1"), build.GP32())
		masks := [columns]reg.OpmaskVirtual{build.K(), build.K()}
		build.KMOVW(m0, masks[0])
		build.KMOVW(m1, masks[1])
		return func(add bool) {
			for i := range sums {
				for j := range columns {
					mem := operand.Mem{Base: c, Disp: j * v.bytes}
					if add {
						old := v.vector()
						build.VMOVUPS_Z(mem, masks[j], old)
						build.VFMADD213PS(old, alpha, sums[i][j])
					} else {
						build.VMULPS(alpha, sums[i][j], sums[i][j])
					}
					build.VMOVUPS(sums[i][j], masks[j], mem)
				}
				build.ADDQ(ldc, c)
			}
			build.VZEROUPPER()
			build.RET()
		}
	}
	return func(add bool) {
		for i := range sums {
			for j := range columns {
				mem := operand.Mem{Base: c, Disp: j * v.bytes}
				if add {
					build.VFMADD213PS(mem, alpha, sums[i][j])
				} else {
					build.VMULPS(alpha, sums[i][j], sums[i][j])
				}
				build.VMOVUPS(sums[i][j], mem)
			}
			build.ADDQ(ldc, c)
		}
		build.VZEROUPPER()
		build.RET()
	}
}

// transpose16 writes a copy of a 16 x 16 block with rows and columns changed:
// pairs of rows are interleaved by 4, 8, 16 and 32 bytes in turn.
func transpose16() {
	build.TEXT("transpose16", build.NOSPLIT, "func(dst *float32, dstStride uintptr, src *float32, srcStride uintptr)")
	build.Pragma("noescape")
	build.Doc("transpose16 writes the transpose of a 16 x 16 block with AVX-512. Strides are in bytes.")
	dst := build.Load(build.Param("dst"), build.GP64())
	dstStride := build.Load(build.Param("dstStride"), build.GP64())
	src := build.Load(build.Param("src"), build.GP64())
	srcStride := build.Load(build.Param("srcStride"), build.GP64())
	r := make([]reg.VecVirtual, 16)
	for i := range r {
		r[i] = build.ZMM()
		build.VMOVUPS(operand.Mem{Base: src}, r[i])
		if i < 15 {
			build.ADDQ(srcStride, src)
		}
	}
	t := make([]reg.VecVirtual, 16)
	step := func(emit func(i int)) {
		for i := range t {
			t[i] = build.ZMM()
			emit(i)
		}
		r, t = t, make([]reg.VecVirtual, 16)
	}
	// Rows 2i and 2i+1: t[2i] has columns 0,1 (of each four), t[2i+1] 2,3.
	step(func(i int) {
		if i%2 == 0 {
			build.VUNPCKLPS(r[i+1], r[i], t[i])
		} else {
			build.VUNPCKHPS(r[i], r[i-1], t[i])
		}
	})
	// Rows 4i..4i+3: t[4i+c] has column c of each four, the four rows together.
	step(func(i int) {
		base := i &^ 3
		lo := r[base+i%4/2]
		hi := r[base+2+i%4/2]
		if i%2 == 0 {
			build.VUNPCKLPD(hi, lo, t[i])
		} else {
			build.VUNPCKHPD(hi, lo, t[i])
		}
	})
	// Rows 8i..8i+7: lanes 0 and 2, then 1 and 3, of both halves.
	step(func(i int) {
		base, c := i&^7, i%8
		lo, hi := r[base+c%4], r[base+4+c%4]
		if c < 4 {
			build.VSHUFF32X4(operand.Imm(0x88), hi, lo, t[i])
		} else {
			build.VSHUFF32X4(operand.Imm(0xdd), hi, lo, t[i])
		}
	})
	// All rows: column c, c+4, c+8 and c+12 come from lanes in turn.
	for c := range 16 {
		// t[c] after the step above holds, for c < 4, lanes 0 and 2 (columns c
		// and c+8) and, from 4 on, lanes 1 and 3 (columns c+4 and c+12).
		from := c % 4
		if c/4%2 == 1 {
			from += 4
		}
		imm := uint64(0x88)
		if c >= 8 {
			imm = 0xdd
		}
		out := build.ZMM()
		build.VSHUFF32X4(operand.Imm(imm), r[8+from], r[from], out)
		build.VMOVUPS(out, operand.Mem{Base: dst})
		if c < 15 {
			build.ADDQ(dstStride, dst)
		}
	}
	build.VZEROUPPER()
	build.RET()
}

// packRows writes what gathers a column of short rows into one block.
func packRows() {
	build.TEXT("packRows", build.NOSPLIT, "func(dst *float32, dstStride uintptr, src *float32, srcStride uintptr, n int, load0, load1, store0, store1 uint16)")
	build.Pragma("noescape")
	build.Doc("packRows copies n rows of at most 32 values with AVX-512: what load masks out becomes zero, what store masks out is not written. Strides are in bytes.")
	dst := build.Load(build.Param("dst"), build.GP64())
	dstStride := build.Load(build.Param("dstStride"), build.GP64())
	src := build.Load(build.Param("src"), build.GP64())
	srcStride := build.Load(build.Param("srcStride"), build.GP64())
	n := build.Load(build.Param("n"), build.GP64())
	mask := func(name string) reg.OpmaskVirtual {
		k := build.K()
		build.KMOVW(build.Load(build.Param(name), build.GP32()), k)
		return k
	}
	load := [columns]reg.OpmaskVirtual{mask("load0"), mask("load1")}
	store := [columns]reg.OpmaskVirtual{mask("store0"), mask("store1")}
	build.Label("loop")
	for j := range columns {
		z := build.ZMM()
		build.VMOVUPS_Z(operand.Mem{Base: src, Disp: 64 * j}, load[j], z)
		build.VMOVUPS(z, store[j], operand.Mem{Base: dst, Disp: 64 * j})
	}
	build.ADDQ(srcStride, src)
	build.ADDQ(dstStride, dst)
	build.DECQ(n)
	build.JNZ(operand.LabelRef("loop"))
	build.VZEROUPPER()
	build.RET()
}
