import Glibc
import Numbers
import Reactor
import Testing

@Suite("Files are written in order")
struct FileWriterTests {
    @Test(
        "what is staged arrives, over several files, by both ways of writing",
        arguments: [WriteMethod.ring, .calls],
        [Durability.none, .interval(.milliseconds(1)), .everyBatch])
    func arrives(method: WriteMethod, durability: Durability) throws {
        let place = try Place()
        let folder = try Folder(at: place.path, missing: .refused)
        var writer = try FileWriter(
            into: try folder.create("0"), blockBytes: 4096, blockCount: 8,
            durability: durability, method: method)
        let used = writer.method
        #expect(used == method)
        var expected: [[UInt8]] = [[]]
        var random = Seeded(state: 11)
        var at = now
        for mark in 1...2000 as ClosedRange<UInt64> {
            let bytes = (0..<Int.random(in: 1...9000, using: &random)).map { _ in
                UInt8(truncatingIfNeeded: random.next() >> 9)
            }
            at = at + .microseconds(20)
            while !writer.fits(bytes.count) { _ = writer.advance(at: at) }
            let staged = bytes.withUnsafeBytes { writer.append($0, mark: mark) }
            #expect(staged)
            expected[expected.count - 1] += bytes
            if mark % 3 == 0 { _ = writer.advance(at: at) }
            if mark % 500 == 0 {
                while !writer.canChange { _ = writer.advance(at: at) }
                writer.change(to: try folder.create(String(expected.count)))
                expected.append([])
            }
        }
        try writer.drain(at: at)
        let (acknowledged, durable) = (writer.acknowledgedMark, writer.durableMark)
        #expect(acknowledged == 2000)
        #expect(durable == (durability == .none ? 0 : 2000))
        for (index, bytes) in expected.enumerated() {
            #expect(try place.bytes(String(index)) == bytes)
        }
    }

    @Test("a writer dropped in the middle of a write leaves a prefix")
    func dropped() throws {
        let place = try Place()
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 / 7) }
        for index in 0..<20 {
            let folder = try Folder(at: place.path, missing: .refused)
            var writer = try FileWriter(
                into: try folder.create(String(index)), blockBytes: 64 << 10, blockCount: 20,
                durability: .none, method: .ring)
            let staged = bytes.withUnsafeBytes { writer.append($0, mark: 1) }
            #expect(staged)
            _ = writer.advance(at: now)
            _ = consume writer
            let written = try place.bytes(String(index))
            #expect(written == Array(bytes.prefix(written.count)))
        }
    }

    @Test("a thread that ends with a write under way takes nothing with it")
    func handedOver() throws {
        let place = try Place()
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 / 11) }
        for index in 0..<20 {
            let folder = try Folder(at: place.path, missing: .refused)
            let writer = UnsafeMutablePointer<FileWriter>.allocate(capacity: 1)
            writer.initialize(
                to: try FileWriter(
                    into: try folder.create(String(index)), blockBytes: 64 << 10, blockCount: 20,
                    durability: .everyBatch, method: .ring))
            defer {
                writer.deinitialize(count: 1)
                writer.deallocate()
            }
            let staged = bytes.withUnsafeBytes { writer.pointee.append($0, mark: 1) }
            #expect(staged)
            var thread = pthread_t()
            let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
                guard let writer = $0?.assumingMemoryBound(to: FileWriter.self) else { return nil }
                _ = writer.pointee.advance(at: Instant(nanosecondsSinceBoot: 1))
                return nil
            }
            try #require(pthread_create(&thread, nil, body, writer) == 0)
            pthread_join(thread, nil)
            try writer.pointee.drain(at: now)
            let durable = writer.pointee.durableMark
            #expect(durable == 1)
            #expect(try place.bytes(String(index)) == bytes)
        }
    }

    @Test("a folder is locked by one, and says which kind of no it is")
    func folders() throws {
        let place = try Place()
        let first = try Folder(at: place.path, missing: .refused)
        let second = try Folder(at: place.path, missing: .refused)
        try first.lock()
        #expect(throws: FileError.locked) { try second.lock() }
        #expect(throws: FileError.missing) {
            _ = try Folder(at: place.path + "/none", missing: .refused)
        }
        #expect(throws: FileError.missing) { _ = try first.read("none") }
        #expect(throws: FileError.missing) { try first.remove("none") }
        _ = try first.create("one")
        #expect(throws: FileError.exists) { _ = try first.create("one") }
        #expect(try first.names() == ["one"])
        #expect(throws: FileError.notAFolder) {
            _ = try Folder(at: place.path + "/one", missing: .created)
        }
        _ = try Folder(at: place.path + "/made", missing: .created)
        #expect(try first.names() == ["made", "one"])
    }
}

/// A folder of its own for one test.
private final class Place {
    let path: String

    init() throws {
        var template = Array("/tmp/apus-files-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    deinit {
        if let folder = try? Folder(at: path, missing: .refused), let names = try? folder.names() {
            for name in names {
                if unlink(path + "/" + name) != 0 { rmdir(path + "/" + name) }
            }
        }
        rmdir(path)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let file = try Folder(at: path, missing: .refused).read(name)
        var bytes = [UInt8](repeating: 0, count: Int(try file.size()))
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        #expect(count == bytes.count)
        return bytes
    }
}
