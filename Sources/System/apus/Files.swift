import Glibc

/// A whole file as text, or a word about it and the end.
func readText(_ path: String) throws -> String {
    String(decoding: try readBytes(path), as: UTF8.self)
}

/// A whole file, or a word about it and the end.
func readBytes(_ path: String) throws -> [UInt8] {
    guard let stream = unsafe fopen(path, "r") else {
        complain("\(path): \(unsafe String(cString: strerror(errno)))")
        throw Ending.unreadable
    }
    defer { unsafe fclose(stream) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
        let count = unsafe fread(&block, 1, block.count, stream)
        if count == 0 { break }
        bytes.append(contentsOf: block[..<count])
    }
    if unsafe ferror(stream) != 0 {
        complain("\(path): cannot be read")
        throw Ending.unreadable
    }
    return bytes
}
