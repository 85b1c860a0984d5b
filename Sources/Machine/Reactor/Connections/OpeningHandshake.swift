import Wire

/// A client's opening handshake, in a box: it lives for one exchange, and a connection's turns
/// never touch it. (Held by value, its end would be part of every turn's code, where the compiler
/// cannot see into it.)
final class OpeningHandshake {
    var machine: ClientHandshake

    init(_ machine: consuming ClientHandshake) { self.machine = machine }
}
