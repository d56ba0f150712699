{{ config(materialized='table') }}
select s.id, s.kind, s.price * {{ var('rate') }} as total, '{{ var("label") }}' as label, '{{ env_var("UNIT_ENV") }}' as env, {{ discount('s.price') }} as discounted, k.title
from {{ ref('eph_sale') }} s left join {{ ref('kinds') }} k on k.code = s.kind
