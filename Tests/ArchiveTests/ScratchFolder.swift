import Glibc

/// A folder of its own for one test, gone with the last reference.
final class ScratchFolder {
    let path: String

    init() {
        var template = Array("/tmp/apus-archive-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("/tmp takes no folder") }
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }

    var names: [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    subscript(name: String) -> [UInt8] {
        get {
            let file = open(path + "/" + name, O_RDONLY)
            precondition(file >= 0, "\(name) is there")
            defer { close(file) }
            var facts = stat()
            fstat(file, &facts)
            var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
            var done = 0
            while done < bytes.count {
                let count = bytes.withUnsafeMutableBytes {
                    read(file, $0.baseAddress! + done, $0.count - done)
                }
                precondition(count > 0, "\(name) can be read")
                done += count
            }
            return bytes
        }
        set {
            let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            precondition(file >= 0, "\(name) can be made")
            defer { close(file) }
            var done = 0
            while done < newValue.count {
                let count = newValue.withUnsafeBytes {
                    write(file, $0.baseAddress! + done, $0.count - done)
                }
                precondition(count > 0, "\(name) can be written")
                done += count
            }
        }
    }
}

func unlinkFile(_ folder: ScratchFolder, _ name: String) {
    unlink(folder.path + "/" + name)
}
