// Pools
