package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is a width of vectors.
type isa struct {
	suffix string
	bytes  int
}

var (
	avx512 = isa{"AVX512", 64}
	avx2   = isa{"AVX2", 32}
)

// width is the number of float32 values in a vector.
func (v isa) width() int { return v.bytes / 4 }

// data are the constants in read-only memory, by name.
type data map[string]operand.Mem

const readOnly = 8 | 16 // RODATA|NOPTR

// of is eight times one 32-bit pattern: 32 bytes, which the linker aligns so
// that AVX2 never reads across a cache line.
func (d data) of(c *build.Context, name string, bits uint32) operand.Mem {
	m, ok := d[name]
	if !ok {
		m = c.StaticGlobal(name)
		c.DataAttributes(readOnly)
		for i := range 8 {
			c.AddDatum(4*i, operand.U32(bits))
		}
		d[name] = m
	}
	return m
}

// lanes is 0, 1, 2, ... 15.
func (d data) lanes(c *build.Context) operand.Mem {
	m, ok := d["lanes"]
	if !ok {
		m = c.StaticGlobal("lanes")
		c.DataAttributes(readOnly)
		for i := range 16 {
			c.AddDatum(4*i, operand.U32(i))
		}
		d["lanes"] = m
	}
	return m
}

// vector is a new register.
func (f *function) vector() reg.VecVirtual {
	if f.bytes == 64 {
		return f.ZMM()
	}
	return f.YMM()
}

func (f *function) zero() reg.VecVirtual {
	r := f.vector()
	f.VXORPS(r, r, r)
	return r
}

func (f *function) copy(a operand.Op) reg.VecVirtual {
	r := f.vector()
	f.VMOVUPS(a, r)
	return r
}

// constant is a vector of one value as an operand to read from: a register
// where there are 32 of them, memory where there are 16.
func (f *function) constant(name string, value float32) operand.Op {
	return f.constantBits(name, math.Float32bits(value))
}

func (f *function) constantBits(name string, bits uint32) operand.Op {
	if f.bytes == 64 {
		return f.heldBits(name, bits)
	}
	return f.data.of(f.Context, name, bits)
}

// held is a constant that must be a register at either width.
func (f *function) held(name string, value float32) reg.VecVirtual {
	return f.heldBits(name, math.Float32bits(value))
}

// heldBits notes which constants a first, discarded run of the program asks
// for; the second run finds them loaded before its loop.
func (f *function) heldBits(name string, bits uint32) reg.VecVirtual {
	if r, ok := f.inRegister[name]; ok {
		return r
	}
	if f.hoisted {
		panic(fmt.Sprintf("constant %s was not asked for in the first run", name))
	}
	r := f.vector()
	f.inRegister[name] = r
	f.wanted = append(f.wanted, wanted{name, bits})
	return r
}

type wanted struct {
	name string
	bits uint32
}

// condition holds for some lanes: an AVX-512 mask, or all bits of an AVX2
// lane.
type condition struct{ register reg.Register }

func (f *function) condition() condition {
	if f.bytes == 64 {
		return condition{f.K()}
	}
	return condition{f.YMM()}
}

// predicate is VCMPPS's, as Intel numbers them.
type predicate uint64

const (
	unordered predicate = 3    // a or b is NaN
	notLess   predicate = 0x15 // also true of NaN
	notAtMost predicate = 0x16 // greater, also true of NaN
	less      predicate = 0x11
)

// compare is where a stands in relation to b.
func (f *function) compare(p predicate, a reg.VecVirtual, b operand.Op) condition {
	c := f.condition()
	f.VCMPPS(operand.Imm(uint64(p)), b, a, c.register)
	return c
}

// only clears the lanes of r where c does not hold.
func (f *function) only(c condition, r reg.VecVirtual) {
	if f.bytes == 64 {
		f.VMOVAPS_Z(r, c.register, r)
	} else {
		f.VANDPS(c.register, r, r)
	}
}

// choose writes to no the lanes of yes where c holds.
func (f *function) choose(c condition, yes, no reg.VecVirtual) {
	if f.bytes == 64 {
		f.VMOVAPS(yes, c.register, no)
	} else {
		f.VBLENDVPS(c.register, yes, no, no)
	}
}

// horner is the polynomial of x with the coefficients called prefix and their
// degree, the highest first.
func (f *function) horner(x reg.VecVirtual, prefix string, coefficients ...float32) reg.VecVirtual {
	var y reg.VecVirtual
	for i, c := range coefficients {
		op := f.constant(fmt.Sprint(prefix, len(coefficients)-1-i), c)
		if i == 0 {
			y = f.copy(op)
		} else {
			f.VFMADD213PS(op, x, y)
		}
	}
	return y
}
