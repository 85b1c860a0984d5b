// Meters
