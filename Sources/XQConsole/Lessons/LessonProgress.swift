// Which steps of which lessons are done, kept for the user.

import Synchronization
import XQLanguage
import XQSystem

/// How far a learner is in one lesson.
public struct LessonProgress: Sendable, Equatable {
  /// Steps that are done, from the first one on.
  public var passed: Int
  /// Steps that the lesson has.
  public var count: Int

  public init(passed: Int, count: Int) {
    self.passed = passed
    self.count = count
  }

  public var isDone: Bool { count > 0 && passed >= count }
}

/// Why progress could not be read or written.
public struct LessonProgressFailure: Error, Sendable {
  public let path: String
  public let reason: String
}

/// Keeps progress between sessions.
public protocol LessonProgressStore: Sendable {
  /// What is known, by the name of the lesson.
  func read() throws(LessonProgressFailure) -> [String: LessonProgress]
  func write(_ progress: [String: LessonProgress]) throws(LessonProgressFailure)
}

/// Keeps it as long as the session lives.
public final class LessonProgressInMemory: LessonProgressStore {
  private let kept = Mutex<[String: LessonProgress]>([:])

  public init() {}

  public func read() throws(LessonProgressFailure) -> [String: LessonProgress] { kept.withLock { $0 } }

  public func write(_ progress: [String: LessonProgress]) throws(LessonProgressFailure) {
    kept.withLock { $0 = progress }
  }
}

/// Keeps it in a small JSON file, which is always replaced whole.
public struct LessonProgressFile: LessonProgressStore {
  private static let schema = 1
  private static let largestBytes = 1 << 20

  private let path: String
  private let files = FileAccess()

  /// - Parameter path: the file; its folder must exist once something is written.
  public init(path: String) { self.path = path }

  public func read() throws(LessonProgressFailure) -> [String: LessonProgress] {
    guard files.exists(path) else { return [:] }
    let file: FileBytes
    do throws(FileError) {
      file = try files.read(path)
    } catch {
      throw damaged(error.message)
    }
    guard file.count <= Self.largestBytes else { throw damaged("it has \(file.count) bytes") }
    return try progress(file.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
  }

  public func write(_ progress: [String: LessonProgress]) throws(LessonProgressFailure) {
    let lessons = progress.sorted { $0.key < $1.key }.map { name, progress in
      (name, DiagnosticJSON.object([("passed", "\(progress.passed)"), ("count", "\(progress.count)")]))
    }
    let text = DiagnosticJSON.object([
      ("schema", "\(Self.schema)"), ("lessons", DiagnosticJSON.object(lessons)),
    ])
    do throws(FileError) {
      try files.write(path, Array((text + "\n").utf8))
    } catch {
      throw damaged(error.message)
    }
  }

  private func progress(_ text: String) throws(LessonProgressFailure) -> [String: LessonProgress] {
    guard let value = try? JSONReader.value(text), case .record(let record) = value,
      case .record(let lessons)? = record["lessons"]
    else { throw damaged("it is not the JSON that was written") }
    var progress: [String: LessonProgress] = [:]
    for (name, value) in zip(lessons.keys, lessons.values) {
      guard case .record(let one) = value, let passed = one.count("passed"), let count = one.count("count") else {
        throw damaged("the entry of '\(name)' is not the one that was written")
      }
      progress[name] = LessonProgress(passed: min(passed, count), count: count)
    }
    return progress
  }

  private func damaged(_ reason: String) -> LessonProgressFailure { LessonProgressFailure(path: path, reason: reason) }
}

extension Record {
  /// A whole number that is not negative.
  fileprivate func count(_ key: String) -> Int? {
    guard case .number(let number)? = self[key], let whole = Int(exactly: number), whole >= 0 else { return nil }
    return whole
  }
}
