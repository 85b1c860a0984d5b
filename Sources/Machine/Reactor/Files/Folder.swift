import Glibc

/// An open folder. What is done in it is done by name, relative to it.
public struct Folder: ~Copyable {
    /// Whether a folder that is missing is made.
    public enum Missing: Sendable {
        case refused
        case created
    }

    let descriptor: Int32

    /// Opens the folder at `path`; its parent must exist.
    ///
    /// - Throws: `.missing`, `.notAFolder`, `.denied`, …
    public init(at path: String, missing: Missing) throws(FileError) {
        if missing == .created, unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw .last }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Takes the folder for this value alone, until it ends or the process does.
    ///
    /// - Throws: `.locked` when another has it.
    public func lock() throws(FileError) {
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { throw .last }
    }

    /// The names in it, without `.` and `..`, in order.
    public func names() throws(FileError) -> [String] {
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .last }
        guard let stream = unsafe fdopendir(copy) else {
            let error = FileError.last
            close(copy)
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a file that did not exist.
    public func create(_ name: String) throws(FileError) -> NewFile {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let file = unsafe openat(descriptor, name, flags, 0o644)
        guard file >= 0 else { throw .last }
        return NewFile(descriptor: file)
    }

    /// Opens a file for reading.
    public func read(_ name: String) throws(FileError) -> ReadableFile {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .last }
        return ReadableFile(descriptor: file)
    }

    /// Cuts a file to `size` bytes and forces that onto the device.
    public func cut(_ name: String, to size: UInt64) throws(FileError) {
        let file = unsafe openat(descriptor, name, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        guard ftruncate(file, off_t(size)) == 0, fsync(file) == 0 else { throw .last }
    }

    /// Removes a file.
    public func remove(_ name: String) throws(FileError) {
        if unsafe unlinkat(descriptor, name, 0) != 0 { throw .last }
    }

    /// Forces names made and removed onto the device.
    public func sync() throws(FileError) {
        if fsync(descriptor) != 0 { throw .last }
    }
}

/// A file just made, empty, for a writer to take.
public struct NewFile: ~Copyable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The descriptor, to be closed by the caller from now on.
    consuming func takeDescriptor() -> Int32 {
        let taken = descriptor
        discard self
        return taken
    }
}

/// A file open for reading at any place.
public struct ReadableFile: ~Copyable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Its size in bytes at this moment.
    public func size() throws(FileError) -> UInt64 {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .last }
        return UInt64(max(0, facts.st_size))
    }

    /// Fills `bytes` from `offset` on; fewer come back only where the file ends.
    public func read(
        into bytes: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(FileError) -> Int {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let place = off_t(offset) + off_t(done)
            let count = unsafe pread(descriptor, base + done, bytes.count - done, place)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            if count == 0 { break }
            done += count
        }
        return done
    }
}
