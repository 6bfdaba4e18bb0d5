package reconcile

import (
	"fmt"
	"slices"
)

// Total says that a node is the sum of others. Nodes are numbered from 0; a
// part may be a total itself.
type Total struct {
	Node  int
	Parts []int
}

// CycleError is a total that is, through its parts, a part of itself.
type CycleError struct{ Node int }

// Error names the node.
func (e *CycleError) Error() string {
	return fmt.Sprintf("reconcile: node %d is a part of itself", e.Node)
}

// Order is the places in totals with every total behind those among its
// parts. It is an error when a node is outside 0..nodes-1 or a total twice, a
// total has no parts or one of them twice, and a *CycleError when a total is a
// part of itself.
func Order(nodes int, totals []Total) ([]int, error) {
	of := make([]int, nodes) // place in totals + 1
	for i, t := range totals {
		if t.Node < 0 || t.Node >= nodes {
			return nil, fmt.Errorf("reconcile: total %d is none of %d nodes", t.Node, nodes)
		}
		if of[t.Node] > 0 {
			return nil, fmt.Errorf("reconcile: node %d is a total twice", t.Node)
		}
		if len(t.Parts) == 0 {
			return nil, fmt.Errorf("reconcile: total %d has no parts", t.Node)
		}
		of[t.Node] = i + 1
	}
	waits := make([]int, len(totals))     // how many totals among its parts are not placed yet
	parents := make([][]int, len(totals)) // totals that a total is a part of
	seen := make([]int, nodes)            // last total + 1 that had the node as a part
	for i, t := range totals {
		for _, p := range t.Parts {
			if p < 0 || p >= nodes {
				return nil, fmt.Errorf("reconcile: part %d of total %d is none of %d nodes", p, t.Node, nodes)
			}
			if seen[p] == i+1 {
				return nil, fmt.Errorf("reconcile: node %d is twice a part of total %d", p, t.Node)
			}
			seen[p] = i + 1
			if j := of[p] - 1; j >= 0 {
				waits[i]++
				parents[j] = append(parents[j], i)
			}
		}
	}
	order := make([]int, 0, len(totals))
	for i := range totals {
		if waits[i] == 0 {
			order = append(order, i)
		}
	}
	for k := 0; k < len(order); k++ {
		for _, i := range parents[order[k]] {
			if waits[i]--; waits[i] == 0 {
				order = append(order, i)
			}
		}
	}
	if len(order) < len(totals) {
		return nil, &CycleError{Node: onCycle(totals, of, waits)}
	}
	return order, nil
}

// onCycle walks down totals that wait for one another until one comes again.
func onCycle(totals []Total, of, waits []int) int {
	i := slices.IndexFunc(waits, func(w int) bool { return w > 0 })
	been := make([]bool, len(totals))
	for !been[i] {
		been[i] = true
		for _, p := range totals[i].Parts {
			if j := of[p] - 1; j >= 0 && waits[j] > 0 {
				i = j
				break
			}
		}
	}
	return totals[i].Node
}

// Clip raises bottom nodes (those that are no totals) that never were negative,
// as positive says of each node, to zero where they are below, and sums the
// totals again; values are nodes x horizon and changed in place. The plain
// alternative to a quadratic program (Wickramasuriya, Turlach & Hyndman 2020),
// which differs from it only where a forecast is about zero anyway.
func Clip(values [][]float64, positive []bool, totals []Total) error {
	if len(positive) != len(values) {
		return fmt.Errorf("reconcile: %d nodes, %d of them said to be positive or not", len(values), len(positive))
	}
	order, err := Order(len(values), totals)
	if err != nil {
		return err
	}
	total := make([]bool, len(values))
	for _, t := range totals {
		total[t.Node] = true
	}
	for i, v := range values {
		if len(v) != len(values[0]) {
			return fmt.Errorf("reconcile: node %d has %d periods, node 0 has %d", i, len(v), len(values[0]))
		}
		if total[i] || !positive[i] {
			continue
		}
		for k := range v {
			v[k] = max(0, v[k])
		}
	}
	sum(values, totals, order)
	return nil
}

// sum makes every total the sum of its parts.
func sum(values [][]float64, totals []Total, order []int) {
	for _, i := range order {
		v := values[totals[i].Node]
		clear(v)
		for _, p := range totals[i].Parts {
			for k, x := range values[p] {
				v[k] += x
			}
		}
	}
}
