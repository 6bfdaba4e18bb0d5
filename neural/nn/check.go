package nn

import "fmt"

// Size is a dimension of a model with the largest value taken: what a hostile
// file asks for must not overflow, nor take more memory than a large open
// model needs.
type Size struct {
	Name        string
	Value, Most int
}

// CheckSizes names the first size that is below one or too large.
func CheckSizes(sizes ...Size) error {
	for _, s := range sizes {
		if s.Value < 1 || s.Value > s.Most {
			return fmt.Errorf("%s of %d: it has to be between 1 and %d", s.Name, s.Value, s.Most)
		}
	}
	return nil
}

// CheckTargets says whether there is a target for each row, and each is a
// class or Ignore.
func CheckTargets(targets []int32, rows, classes int) error {
	if len(targets) != rows {
		return fmt.Errorf("%d targets for %d rows", len(targets), rows)
	}
	for i, t := range targets {
		if t != Ignore && (t < 0 || int(t) >= classes) {
			return fmt.Errorf("target %d is %d; there are %d", i+1, t, classes)
		}
	}
	return nil
}
