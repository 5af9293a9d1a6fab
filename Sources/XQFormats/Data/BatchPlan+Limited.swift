// The beginning of a data set.

extension BatchPlan {
  /// The plan of the first samples only: at least one batch, all where there are fewer.
  ///
  /// Files that are fed as they are, are not cut: the last one may hold more samples than asked for.
  ///
  /// - Parameter wholeBatches: whether batches are not cut either, since the model takes only full ones.
  public func limited(to samples: Int, wholeBatches: Bool) -> BatchPlan {
    var left = max(samples, 1)
    var shorter: [Cut] = []
    for cut in cuts where left > 0 {
      var rows = cut.rows
      if cut.isSliced, rows > left {
        rows = wholeBatches ? min((left + cut.step - 1) / cut.step * cut.step, rows) : left
      }
      shorter.append(Cut(rows: rows, step: cut.step, isSliced: cut.isSliced))
      left -= rows
    }
    return BatchPlan(data: data, feeds: feeds, cuts: shorter, batchSize: batchSize, notices: notices)
  }
}
