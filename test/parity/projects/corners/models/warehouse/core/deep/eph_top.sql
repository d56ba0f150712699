select person_id, score + 1 as score from {{ ref('eph_base') }}
