// The lessons and the tour that ship inside the program.

import CLessons
import XQConsole

/// The shipped lessons, in the order in which they are taught, and the topics of help that belong to them.
///
/// Safe without checks: the bytes are constants of the program, with their size stated beside them by the compiler.
public enum LessonFiles {
  public static var lessons: [Host.Lesson] {
    (0..<xq_lesson_count()).compactMap { index in
      xq_lesson_at(index).map { Host.Lesson(name: String(cString: $0.pointee.name), text: text($0.pointee)) }
    }
  }

  /// The five minutes that README shows too.
  public static var tour: Host.Topic {
    Host.Topic(name: "tour", summary: "five minutes with this program", text: text(xq_tour().pointee), isProse: true)
  }

  private static func text(_ lesson: xq_lesson) -> String {
    String(decoding: UnsafeRawBufferPointer(start: lesson.bytes, count: lesson.size), as: UTF8.self)
  }
}
