// Wire: protocols without sockets. TLS, WebSocket (RFC 6455) and HTTP/1.1 (RFC 9112) as machines
// that are fed with bytes and asked for what the bytes mean.
//
// A machine is a noncopyable value that one connection owns. Bytes from the peer go in, events are
// pulled out, and bytes for the peer wait inside until the caller fetches them. Nothing here opens
// a socket, reads a clock, waits, or calls back: the moment a certificate is judged at, the keys
// that mask frames and the random part of a handshake are arguments. The same bytes therefore
// always give the same answers, whole or cut anywhere.
//
// A *view* is a piece of a machine's own memory that an event points into; it holds until the
// machine is asked for the next event. A *fault* is what the peer did wrong, as a small value; the
// sentence for a person is written in the cold extension beside it.
//
// What the peer sends is never trusted: each length is held against a limit before memory grows.
