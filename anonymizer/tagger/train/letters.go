package main

import "math/rand/v2"

func letters(rng *rand.Rand, pool *namePool, n int) []example { return nil }
