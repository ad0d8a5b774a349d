;; Scores int8 rows against one query: for each row, the int32 dot product of its bytes with the query's int16 values.
;; A row is $rowBytes long, a multiple of 16; the query has as many values, zero where rows are padded.
(module
  (memory (export "memory") 1 65536)
  (func (export "scan")
    (param $row i32) (param $query i32) (param $rows i32) (param $rowBytes i32) (param $scores i32)
    (local $at i32) (local $queryAt i32) (local $low v128) (local $high v128) (local $bytes v128)
    (block $done
      (loop $nextRow
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $nextBytes
          (local.set $bytes (v128.load (i32.add (local.get $row) (local.get $at))))
          (local.set $queryAt (i32.add (local.get $query) (i32.shl (local.get $at) (i32.const 1))))
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (v128.load (local.get $queryAt)))))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (v128.load offset=16 (local.get $queryAt)))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $nextBytes (i32.lt_u (local.get $at) (local.get $rowBytes))))
        (local.set $low (i32x4.add (local.get $low) (local.get $high)))
        (i32.store (local.get $scores)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low)))
            (i32.add (i32x4.extract_lane 2 (local.get $low)) (i32x4.extract_lane 3 (local.get $low)))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (local.set $row (i32.add (local.get $row) (local.get $rowBytes)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $nextRow)))))
