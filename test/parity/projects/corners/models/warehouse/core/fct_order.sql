/* two ephemerals */
with recursive n(i) as (select 1 union all select i + 1 from n where i < 2),
t as (select * from {{ ref('parity', 'eph_top') }})
select o.order_id, o.person_id, {{ cents('o.amount') }} as cents, t.score, b.score as base_score,
  (select count(*) from n) as n, r.label
from {{ ref('stg_crm__order') }} o
left join t using (person_id)
left join {{ ref('eph_base') }} b using (person_id)
left join {{ ref('labels') }} r on r.code = o.order_id
