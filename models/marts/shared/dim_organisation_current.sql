with versions as (

    select * from {{ ref('dim_organisation') }}

),

final as (

    select * from versions where is_current

)

select * from final
