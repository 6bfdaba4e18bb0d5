// Command gemm writes the loops of the matrix products:
//
//	go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg kernel
//
// Each file here is one kind of loop. What the assembler does not know (AMX
// tiles, bfloat16) is written as bytes, see raw.go.
package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	build.ConstraintExpr("amd64")
	for _, v := range []isa{avx512, avx2} {
		tile(v, along)
		tile(v, across)
		packRows(v)
	}
	packCols()
	packTransposed()

	packRowsBF16()
	packPairsBF16(pairIndex())
	transposeTiles()
	dotBF16()
	config := tileConfig()
	amx(config)

	dotsInt8()
	peaks(config)
	cpuid()
	build.Generate()
}

// isa is a width of vectors.
type isa struct {
	name   string
	bytes  int
	rows   int // of a float32 tile
	vector func() reg.VecVirtual
}

// Tiles are two vectors wide: 12 rows of AVX-512 fill 24 of 32 registers with
// sums, 6 rows of AVX2 12 of 16. That is more than FMA's latency of 4 cycles
// at 2 a cycle needs, and few enough loads (14 for 24 products) that FMA
// remains the bottleneck.
var (
	avx512 = isa{"AVX512", 64, 12, build.ZMM}
	avx2   = isa{"AVX2", 32, 6, build.YMM}
)

// columns is the width of a packed panel of b, in vectors.
const columns = 2

func text(name, signature, doc string) {
	build.TEXT(name, build.NOSPLIT, signature)
	build.Pragma("noescape")
	build.Doc(name + " " + doc)
}

func param(name string) reg.Register { return build.Load(build.Param(name), build.GP64()) }

func mask(name string) reg.OpmaskVirtual {
	k := build.K()
	build.KMOVW(build.Load(build.Param(name), build.GP32()), k)
	return k
}

// broadcast fills a vector with a float32 parameter.
func broadcast(v isa, name string) reg.VecVirtual {
	r := v.vector()
	at, err := build.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	build.VBROADCASTSS(at.Addr, r)
	return r
}

func zero(v isa, r reg.Register) {
	if v.bytes == 64 {
		build.VPXORD(r, r, r)
	} else {
		build.VXORPS(r, r, r)
	}
}

func ret() {
	build.VZEROUPPER()
	build.RET()
}

// down counts a register down and jumps back while it is not zero.
func down(r reg.Register, label string) {
	build.DECQ(r)
	build.JNZ(operand.LabelRef(label))
}

// imm is an immediate operand of 8 bits where that is enough, else 32.
func imm(n int) operand.Constant {
	if n < 256 {
		return operand.U8(n)
	}
	return operand.U32(n)
}

// cpuid asks the processor who it is.
func cpuid() {
	build.TEXT("cpuid", build.NOSPLIT, "func(leaf, sub uint32) (a, b, c, d uint32)")
	build.Doc("cpuid is the instruction of that name.")
	build.Load(build.Param("leaf"), reg.EAX)
	build.Load(build.Param("sub"), reg.ECX)
	build.CPUID()
	build.Store(reg.EAX, build.Return("a"))
	build.Store(reg.EBX, build.Return("b"))
	build.Store(reg.ECX, build.Return("c"))
	build.Store(reg.EDX, build.Return("d"))
	build.RET()
}
