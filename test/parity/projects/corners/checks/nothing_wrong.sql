select 1 as x from {{ ref('all_people') }} where false
