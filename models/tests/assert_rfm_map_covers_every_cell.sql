-- 25 cells and 11 segments: a customer can fall neither between two segments nor outside all.
select
    count(*) as cell_count,
    count(distinct rfm_segment) as segment_count
from {{ ref('rfm_segment_map') }}
where
    recency_score between 1 and 5
    and frequency_monetary_score between 1 and 5
having
    count(*) <> 25
    or count(distinct rfm_segment) <> 11
